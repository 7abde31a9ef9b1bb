/* What a person does in a form: one set of listeners on the document, one more for each open shadow root (`submit`,
   `change` and `invalid` do not cross its border). No layout is read while someone types. */
import { awake } from "./clock";
import { nearest, targetOf } from "./dom";
import { checkErrors, endOf, nativeError } from "./errors";
import { CONTROLS, scan, shadowRoots } from "./fields";
import { later, listen } from "./guard";
import { type FieldState, fieldsByControl, forms } from "./model";
import { checkRule, edited, pressed, watchSubmits } from "./outcome";
import { isEmpty } from "./value";
import { stay } from "./visit";
import { act, focus, happen, see, step, touch } from "./view";
import { AUTOFILLED, CHANGED, PASTED } from "./wire";

const GESTURE_MS = 1_000;
/** When the person last pressed a key, entered something, pressed the pointer (and where). performance.now(). */
export const person = { keyAt: -Infinity, inputAt: -Infinity, pressAt: -Infinity };
let press: Element | null = null;
let stoppedAt = -Infinity;

const fieldAt = (element: Element | null): FieldState | undefined => {
  const control = nearest(element, CONTROLS);
  return control ? fieldsByControl.get(control) : undefined;
};

/** The field of a control that was not there at the last scan. */
const lateFieldAt = (element: Element | null): FieldState | undefined => {
  const known = fieldAt(element);
  if (known || !element) return known;
  const control = nearest(element, CONTROLS);
  if (control) scan(control);
  shadowRoots.forEach(watchRoot);
  return fieldAt(element);
};

const isRecent = (time: number): boolean => performance.now() - time < GESTURE_MS;

/** A page focuses fields too (autofocus, the first invalid one): a person does it by key, by pressing there, or by
    going on from a field of the same form. */
const isByPerson = (field: FieldState, from: EventTarget | null): boolean => {
  if (isRecent(stoppedAt)) return isRecent(person.keyAt) && person.keyAt > stoppedAt;
  if (isRecent(person.keyAt)) return true;
  if (isRecent(person.pressAt)) {
    const label = nearest(press, "label,button,a,[role=button]");
    return fieldAt(press) == field || !label || (label as HTMLLabelElement).control != null;
  }
  return from instanceof Element && fieldAt(from)?.form == field.form && field.form.last >= 0;
};

const enter = (field: FieldState, byPerson: boolean): void => {
  const time = awake();
  focus.on = field;
  field.focusedAt = field.actedAt = time;
  field.changed = false;
  if (field.firstFocus < 0 && !(field.flags & CHANGED)) field.firstFocus = time;
  if (byPerson) arrive(field);
  else arrived = false;
};

/** Whether the focus in `focus.on` is counted: one that the page set is, once the person does something there. */
let arrived = false;

const arrive = (field: FieldState): void => {
  arrived = true;
  if (field.index >= 0 && field.visited) field.returns++;
  field.visited = true;
  touch(field);
  step(field.form, "focus", field.index);
};

const leave = (): void => {
  const field = focus.on;
  if (!field) return;
  act();
  field.focused += awake() - field.focusedAt;
  field.deleting = false;
  focus.on = null;
  if (field.index >= 0) {
    field.end = endOf(field);
    field.leftFilled = !isEmpty(field.controls);
    field.form.dirty = true;
  }
};

const isText = (control: Element): boolean => !/^(checkbox|radio|file|range|color|select)/.test((control as HTMLInputElement).type || "");

const wasAutofilled = (control: Element, kind: string): boolean =>
  (!kind || kind == "insertReplacementText") &&
  (control.matches(":is(:autofill,:-webkit-autofill)") || (!kind && isText(control) && focus.on != fieldsByControl.get(control)));

const change = (field: FieldState, control: Element, kind: string): void => {
  const time = awake();
  if (!(field.flags & CHANGED)) {
    field.flags |= CHANGED;
    if (field.firstFocus >= 0) field.hesitation = time - field.firstFocus;
  }
  if (wasAutofilled(control, kind)) field.flags |= AUTOFILLED;
  if (/^insertFrom(Paste|Drop)/.test(kind)) field.flags |= PASTED;
  if (/^delete/.test(kind)) {
    if (field.typed && !field.deleting) field.corrections++;
    field.deleting = true;
  } else {
    field.typed = true;
    field.deleting = false;
  }
  if (field.changed) return;
  field.changed = true;
  if (field.leftFilled) field.refills++;
  field.leftFilled = false;
  happen(field, "change");
};

const entered = (event: Event): void => {
  const control = nearest(targetOf(event), CONTROLS);
  const field = lateFieldAt(control);
  if (!event.isTrusted || !control || !field) return;
  person.inputAt = performance.now();
  presses = [];
  stay();
  // A secret tells nothing of how it is typed. What the browser fills in unasked is no touch of it.
  if (field.secret && focus.on != field) return;
  if (field.form.outcome == "pending") edited(field.form);
  act();
  if (focus.on == field && !arrived) arrive(field);
  touch(field);
  if (!field.secret) change(field, control, event.type == "input" ? (event as InputEvent).inputType || "" : "");
};

let presses: PointerEvent[] = [];

/** Three presses within a second at one place that change nothing, at a field that is not text to be selected. */
const pointed = (event: PointerEvent): void => {
  if (!event.isTrusted) return;
  press = targetOf(event);
  person.pressAt = performance.now();
  act();
  const label = nearest(press, "label") as HTMLLabelElement | null;
  const field = fieldAt(press) || fieldAt(label && label.control);
  if (!field) return;
  if (focus.on == field && !arrived) arrive(field);
  presses = presses.filter(
    (other) => event.timeStamp - other.timeStamp <= 1_000 && Math.hypot(other.clientX - event.clientX, other.clientY - event.clientY) <= 24,
  );
  if (presses.push(event) == 3 && !(isText(field.controls[0] as Element) && !isEmpty(field.controls))) {
    touch(field);
    field.rage++;
  }
};

const watchRoot = (root: Document | ShadowRoot): void => {
  if (watched.has(root)) return;
  watched.add(root);
  watchSubmits(root);
  listen(root, "change", entered);
  listen(root, "invalid", (event) => {
    const control = targetOf(event);
    const field = lateFieldAt(control);
    if (!field || !control) return;
    stoppedAt = performance.now();
    field.form.stops++;
    nativeError(field, control);
  });
};
const watched = new WeakSet<Node>();

export const startCapture = (): void => {
  watchRoot(document);
  listen(document, "input", entered);
  listen<KeyboardEvent>(document, "keydown", (event) => {
    if (!event.isTrusted) return;
    person.keyAt = performance.now();
    act();
  });
  listen<PointerEvent>(document, "pointerdown", pointed);
  listen(document, "click", (event) => {
    const target = targetOf(event);
    if (!event.isTrusted || !target) return;
    person.pressAt = performance.now();
    pressed(target);
  });
  listen<FocusEvent>(document, "focusin", (event) => {
    const field = lateFieldAt(targetOf(event));
    // The same field again: another button of its group, or the window came back to the front.
    if (field == focus.on) return;
    leave();
    if (field) enter(field, isByPerson(field, event.relatedTarget));
  });
  listen<FocusEvent>(document, "focusout", (event) => {
    const next = event.relatedTarget;
    if (document.hasFocus() && !(next instanceof Element && fieldAt(next) == focus.on)) leave();
  });
  const active = lateFieldAt(document.activeElement);
  if (active) enter(active, false);
};

/* Forms come and go, errors come up: one observer, which only notes that something changed. */

let looking = 0;
let grown = false;

export const startWatching = (): void => {
  const seen = new IntersectionObserver(guardSeen, { threshold: 0.5 });
  const waiting = new Map<Element, number>();

  function guardSeen(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      if (isIntersecting) waiting.set(target, later(() => seenFor(target), 1_000));
    }
  }

  /** It was in sight for a second; while the page is hidden, the second has not begun. */
  const seenFor = (control: Element): void => {
    if (document.visibilityState == "hidden") return void waiting.set(control, later(() => seenFor(control), 1_000));
    if (!fieldsByControl.has(control)) find();
    const form = fieldsByControl.get(control)?.form;
    if (form) {
      see(form);
      seen.unobserve(control);
    }
  };

  const observed = new WeakSet<Element>();
  const find = (): void => {
    for (const control of scan()) {
      if (observed.has(control)) continue;
      observed.add(control);
      seen.observe(control);
    }
    shadowRoots.forEach(watchRoot);
  };

  const look = (): void => {
    looking = 0;
    if (grown) find();
    grown = false;
    for (const form of forms) if (form.touched.length) checkErrors(form);
    checkRule();
  };

  new MutationObserver((changes) => {
    grown ||= changes.some((change) => change.addedNodes.length > 0);
    looking ||= later(look, 200);
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["aria-invalid", "aria-describedby", "aria-errormessage", "class", "hidden", "style"],
  });
  find();
  checkRule(true);
};



