/* Presses: on the control that sends a form, and on what leads elsewhere. */
import { attempt } from "../attempt";
import { lateFieldAt, person } from "../capture";
import { now, timeOrigin } from "../clock";
import { all, nearest, targetOf } from "../dom";
import { BUTTON, CONTROLS, SUBMIT } from "../controls";
import { formOf } from "../fields";
import { lateFormAt } from "../find";
import { later, listen } from "../guard";
import { formAt, type FormState, latest, Outcome } from "../model";
import { wentOn } from "./judging";
import { settle } from "./settle";
import { trials } from "./trial";

const PERSON_MS = 5_000;

/** What looks like a button where there is no real one. */
const LOOKS_LIKE = "[class*=submit i],[class*=btn i],[class*=button i],a[href^='#'],a[href^='javascript:']";
const MAIN = "[class*=primary i],[class*=submit i],[id*=submit i],[name*=submit i]";
/** A button that shows or switches something. */
const SWITCH = "[aria-expanded],[aria-haspopup],[aria-pressed],[aria-controls]";
const OFF = ":disabled,[type=reset],[aria-disabled=true]";

/** When the person last pressed what sends a form, or Enter in a field. */
let triedAt = 0;

/** A button without a type sends the form; inside a component of its own it does not. */
const isSubmit = (button: Element, root: Element): boolean => {
  const inside = button.getRootNode();
  return button.matches("[type]") || !!(button as HTMLButtonElement).form || !(inside instanceof ShadowRoot) || inside.contains(root);
};

/** Whether the press is one on the submit control. A plain button is where there is no other: the main one, else any
    that follows the fields. */
const sends = (button: Element, form: FormState): boolean => {
  const submit = nearest(button, SUBMIT);
  if (button.matches(SWITCH)) return false;
  if (submit) return isSubmit(submit, form.root) || !!nearest(button, "[type=submit]");
  if (all(form.root, SUBMIT)[0]) return false;
  const plain = all(form.root, BUTTON).filter((other) => !other.matches(SWITCH + "," + OFF));
  const main = plain.filter((other) => other.matches(MAIN));
  if (plain[0] && !(main[0] ? main : plain).includes(button)) return false;
  return !!main[0] || !form.fields.some(({ controls: [control] }) => control && button.compareDocumentPosition(control) & 4);
};

/** When no submit event follows a press or Enter, the browser's validation stopped it (the fields that stopped it have
    said so), or the page sends the form in a way of its own. */
const tried = (form: FormState, at: number, counts: (stopped: boolean) => boolean): void => {
  const { stops, view } = form;
  const { attempts } = view;
  if (form.attemptAt >= at) return; // told late, when this script had come
  triedAt = now();
  later(() => {
    const stopped = form.stops > stops;
    if (view.attempts > attempts || !counts(stopped)) return;
    attempt(form, null);
    if (stopped && form.outcome == Outcome.pending) settle(form, Outcome.failed);
  });
};

export const pressed = ({ timeStamp }: Event, target: Element): void => {
  const alike = nearest(target, LOOKS_LIKE);
  const button = nearest(target, BUTTON) || (alike && !all(alike, CONTROLS)[0] && !nearest(target, CONTROLS) ? alike : null);
  const root = button && formOf(button);
  const form = button && nearest(button, SUBMIT) ? lateFormAt(root) : formAt(root);
  if (form && button && !button.matches(OFF) && sends(button, form)) {
    wentOn(form);
    tried(form, Math.round(timeStamp + timeOrigin), () => true);
  } else if (button || nearest(target, "a[href]")) wentOn();
};

/** Enter in a field sends the form even where it presses no button. */
export const watchEnter = (): void =>
  listen<InputEvent>(document, "beforeinput", (event) => {
    const target = event.isTrusted && event.inputType == "insertLineBreak" && targetOf(event);
    const field = target && target.matches("input") && lateFieldAt(target);
    if (field) tried(field.form, now(), (stopped) => stopped);
  });

/** The page itself goes on with an attempt that it had stopped, to ask for a captcha or to look at the fields first. */
export const goesOn = (form: FormState): boolean => form.outcome == Outcome.pending && triedAt <= form.attemptAt;

/** The browser begins to send a form: without an event, where a script called `submit()`. */
export const watchSending = (): void => {
  const { navigation } = window as unknown as { navigation?: EventTarget };
  if (!navigation) return;
  listen(navigation, "navigate", (event) => {
    const { sourceElement: source, formData } = event as Event & { sourceElement?: HTMLButtonElement; formData?: object };
    const root = source && (source.matches("form") ? source : source.form);
    const form = root ? lateFormAt(root) : formData ? latest() : undefined;
    if (!form) return;
    if (form.outcome != Outcome.pending && now() - Math.max(person.keyAt, person.pressAt) < PERSON_MS) attempt(form, null);
    const trial = trials.get(form);
    if (trial) trial.isSent = true;
  });
};
