/* Presses: on the control that sends a form, and on what leads elsewhere. */
import { attempt } from "../form/attempt";
import { fieldAt, lateFormAt, person } from "../form/doing";
import { now, timeOrigin } from "../clock";
import { all, comesBefore, isVisible, matches, nearest, parentOf } from "../dom";
import { BUTTON, CONTROLS, SUBMIT } from "../controls";
import { formOf } from "../fields";
import { later, listen } from "../guard";
import { type FieldState, formAt, type FormState, latest, Outcome } from "../model";
import { alertsThen, fieldsThen, judge, wentOn } from "./judging";
import { rememberAtEnter } from "../form/echo";
import { INSIDE } from "../place";
import { settle } from "./settle";
import { closes, trials } from "./trial";

const PERSON_MS = 5_000;
const TWICE_MS = 1_000;

/** What looks like a button where there is no real one. */
const LOOKS_LIKE = "[class*=submit i],[class*=btn i],[class*=button i],a[href^='#'],a[href^='javascript:']";
const MAIN = "[class*=primary i],[class*=submit i],[id*=submit i],[name*=submit i]";
/** A button that shows or switches something. */
const SWITCH = "[aria-expanded],[aria-haspopup],[aria-pressed],[aria-controls]";
/** One that leads back or to the next step, or asks for another code. */
const ASIDE = "[id*=resend i],[class*=resend i],[id*=cancel i],[class*=cancel i],[id*=prev i],[class*=prev i],[href*='#next'],[href*='#prev']";
const OFF = ":disabled,[type=reset],[aria-disabled=true]";

/** When the person last pressed what sends a form, or Enter in a field. */
export let triedAt = 0;

/** A button without a type sends the form; inside a component of its own it does not. */
const isSubmit = (button: Element, root: Element): boolean => {
  const inside = button.getRootNode();
  return button.matches("[type]") || !!(button as HTMLButtonElement).form || !(inside instanceof ShadowRoot) || inside.contains(root);
};

/** Whether the press is one on the submit control. A plain button is where there is no other: the main one, else any
    that follows the fields and is in none. */
const sends = (button: Element, form: FormState): boolean => {
  const submit = nearest(button, SUBMIT);
  if (button.matches(SWITCH) || (!INSIDE && closes(submit, form.root))) return false;
  if (submit) return isSubmit(submit, form.root) || !!nearest(button, "[type=submit]") || (!INSIDE && ((button.getRootNode() as ShadowRoot).host as HTMLButtonElement | undefined)?.type == "submit");
  if (all(form.root, SUBMIT)[0] || (!INSIDE && fieldAt(button))) return false;
  const plain = all(form.root, BUTTON).filter((other) => !other.matches(SWITCH + "," + OFF + "," + ASIDE) && (INSIDE || !fieldAt(other)));
  const main = plain.filter((other) => other.matches(MAIN));
  if (button.matches(ASIDE) || (plain[0] && !(main[0] ? main : plain).includes(button))) return false;
  return !!main[0] || !form.fields.some(({ controls: [control] }) => control && button.compareDocumentPosition(control) & 4);
};

/** What holds a form together with the buttons that stand beside it. */
const BOX = ":is(dialog,[role$=dialog],section,article,fieldset,[class*=modal i],[class*=dialog i],[class*=drawer i],[class*=card i],[class*=panel i]):not(body)";
/** A button that closes the box, or is there for something else. */
const CLOSING = "[class*=close i],[aria-label*=close i],[data-dismiss],[data-bs-dismiss],[class*=secondary i],[class*=default i],[class*=danger i],[class*=link i]";

/** The form without a button of its own that stands before this one, the main one in their box, as no other form does. */
const formBeside = (button: Element): FormState | undefined => {
  let around = parentOf(button);
  while (around && !all(around, "form")[0]) around = parentOf(around);
  const box = nearest(around, BOX);
  const [root, more] = box ? all(box, "form") : [];
  if (!root || more || all(root, SUBMIT + ",button:is(" + MAIN + ")")[0]) return undefined;
  if (all(document, "[form]").some((other) => (other as HTMLButtonElement).form == root && matches(other, SUBMIT))) return undefined;
  const plain = all(box as Element, BUTTON).filter((other) => comesBefore(root, other) && !root.contains(other) && isVisible(other) && !matches(other, SWITCH + "," + ASIDE));
  const main = plain.filter((other) => matches(other, MAIN)).pop();
  const [only, another] = plain.filter((other) => !matches(other, CLOSING));
  return (main || (another ? undefined : only)) == button ? formAt(root) : undefined;
};

/** How the form stood before the page heard of the press. */
interface Before {
  shown: FieldState[];
  alerts: string;
}

/** When no submit event follows a press or Enter, the browser's validation stopped it (the fields that stopped it have
    said so), or the page sends the form in a way of its own. */
const tried = (form: FormState, at: number, counts: (stopped: boolean) => boolean, before?: Before): void => {
  const { stops, view } = form;
  const { attempts } = view;
  if (form.attemptAt >= at) return; // told late, when this script had come
  triedAt = now();
  later(() => {
    const stopped = form.stops > stops;
    if (view.attempts > attempts || !counts(stopped)) return;
    attempt(form, null);
    const trial = trials.get(form);
    if (!INSIDE && before && trial && view.attempts > attempts) {
      trial.fieldsThen = before.shown;
      form.alerts = before.alerts;
    }
    if (stopped && form.outcome == Outcome.pending) settle(form, Outcome.failed);
  });
};

export const pressed = ({ timeStamp }: Event, target: Element): void => {
  const alike = nearest(target, LOOKS_LIKE);
  const button = nearest(target, BUTTON) || (alike && !all(alike, CONTROLS)[0] && !nearest(target, CONTROLS) ? alike : null);
  const root = button && formOf(button);
  const own = button && nearest(button, SUBMIT) ? lateFormAt(root) : formAt(root);
  const beside = INSIDE || own || !button ? undefined : formBeside(button);
  const form = own || beside;
  if (form && button && !button.matches(OFF) && (beside || sends(button, form))) {
    wentOn(form);
    const at = Math.round(timeStamp + timeOrigin);
    if (form.attemptAt < at - TWICE_MS) judge(form, true); // what came of the attempt before is known by now
    tried(form, at, () => true, INSIDE || (own && nearest(button, SUBMIT)) ? undefined : { shown: fieldsThen(form), alerts: alertsThen(form) });
  } else if (button || nearest(target, "a[href]")) wentOn(undefined, button);
};

/** Enter in a field sends the form even where there is no button that it would press. */
export const watchEnter = ({ form }: FieldState, box: Element): void => {
  if (!matches(box, "input") || all(form.root, SUBMIT)[0]) return;
  rememberAtEnter(box);
  listen<InputEvent>(box, "beforeinput", ({ isTrusted, inputType }) => {
    if (isTrusted && inputType == "insertLineBreak") tried(form, now(), (stopped) => stopped);
  });
};

/** The page itself goes on with an attempt that it had stopped, to ask for a captcha or to look at the fields first. */
export const goesOn = (form: FormState): boolean => form.outcome == Outcome.pending && triedAt <= form.attemptAt;

export interface Destination {
  url: string;
  sameDocument: boolean;
}

type Going = Event & { sourceElement?: HTMLButtonElement; formData?: object; destination?: Destination };

/** A person has the browser itself send it. */
const sending = (form: FormState): void => {
  if (form.outcome != Outcome.pending && now() - Math.max(person.keyAt, person.pressAt) < PERSON_MS) attempt(form, null);
  const trial = trials.get(form);
  if (trial) trial.isSent = true;
};

/** The browser begins to send a form: without an event, where a script called `submit()`. */
export const watchSending = (isSentTo?: (form: FormState, to: Destination) => boolean): void => {
  const { navigation } = window as unknown as { navigation?: EventTarget };
  if (!navigation) return;
  listen<Going>(navigation, "navigate", ({ sourceElement: source, formData, destination }) => {
    const last = latest();
    const isLast = (!INSIDE && destination && last && isSentTo?.(last, destination)) || formData;
    const root = source && (source.matches("form") ? source : source.form);
    const form = root ? lateFormAt(root) : isLast && last;
    if (form) sending(form);
  });
};
