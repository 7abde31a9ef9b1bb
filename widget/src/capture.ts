/* What a person does in a form: one set of listeners on the document, one more for each open shadow root (`submit`,
   `change` and `invalid` do not cross its border). No layout is read while someone types. */
import { awake } from "./clock";
import { nearest, targetOf } from "./dom";
import { checkErrors, nativeError } from "./errors";
import { BUTTON, CONTROLS, scan, shadowRoots } from "./fields";
import { guard, later, listen } from "./guard";
import { At, type FieldState, fieldsByControl, forms } from "./model";
import { checkRule, edited, pressed, watchSubmits } from "./outcome";
import { sendIn } from "./send";
import { isEmpty } from "./value";
import { act, focus, happen, lookAtEnds, see, touch } from "./view";
import { stay } from "./visit";
import { AUTOFILLED, CHANGED, PASTED } from "./wire";

const LAZY_MS = 10_000;
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
  if (isRecent(stoppedAt)) return person.keyAt > stoppedAt;
  if (isRecent(person.keyAt)) return true;
  if (isRecent(person.pressAt)) return fieldAt(press) == field || !nearest(press, BUTTON + ",a");
  return from instanceof Element && fieldAt(from)?.form == field.form && field.form.view.last >= 0;
};

/** Whether the focus in `focus.on` is counted: one that the page set is, once the person does something there. */
let arrived = false;

const arrive = (field: FieldState): void => {
  if (focus.on != field || arrived) return;
  arrived = true;
  if (field.visited) field.did[At.returns]++;
  field.visited = true;
  touch(field);
  happen(field, "focus");
};

const enter = (field: FieldState, byPerson: boolean): void => {
  focus.on = field;
  field.focusedAt = field.actedAt = awake();
  if (field.firstFocus < 0 && !field.did[At.flags]) field.firstFocus = field.focusedAt;
  arrived = field.changed = false;
  if (byPerson) arrive(field);
};

const leave = (): void => {
  const field = focus.on;
  if (!field) return;
  act();
  const { did } = field;
  // Unchanged so far: the focused time, should it stay so.
  if (!did[At.flags]) did[At.hesitation] = Math.max(0, did[At.hesitation]) + awake() - field.focusedAt;
  field.deleting = false;
  focus.on = undefined;
  if (field.index < 0) return;
  lookAtEnds(field.form, field);
  field.leftFilled = !isEmpty(field.controls);
  field.form.dirty = true;
};

const isText = (control: Element): boolean => !/^(checkbox|radio|file|range|color|sel)/.test((control as HTMLInputElement).type);

const wasAutofilled = (control: Element, field: FieldState, kind: string): boolean =>
  (!kind || kind == "insertReplacementText") &&
  (control.matches(":is(:autofill,:-webkit-autofill)") || (!kind && isText(control) && focus.on != field));

const change = (field: FieldState, control: Element, kind: string): void => {
  const { did } = field;
  if (!did[At.flags]) did[At.hesitation] = field.firstFocus < 0 ? -1 : awake() - field.firstFocus;
  did[At.flags] |= CHANGED;
  if (wasAutofilled(control, field, kind)) did[At.flags] |= AUTOFILLED;
  if (/^insertFrom(Paste|Drop)/.test(kind)) did[At.flags] |= PASTED;
  const deletes = /^delete/.test(kind);
  if (deletes && field.typed && !field.deleting) did[At.corrections]++;
  field.deleting = deletes;
  field.typed ||= !deletes;
  if (field.changed) return;
  field.changed = true;
  if (field.leftFilled) did[At.refills]++;
  field.leftFilled = false;
  happen(field, "change");
};

const entered = (event: Event): void => {
  const control = nearest(targetOf(event), CONTROLS);
  const field = event.isTrusted && lateFieldAt(control);
  if (!field || !control) return;
  person.inputAt = performance.now();
  presses = [];
  stay();
  // A secret tells nothing of how it is typed. What the browser fills in unasked is no touch of it.
  if (field.secret && focus.on != field) return;
  if (field.form.view.outcome == "pending") edited(field.form);
  act();
  arrive(field);
  touch(field);
  // The event `change` repeats what `input` said, and knows less.
  if (!field.secret && !(field.changed && event.type == "change")) change(field, control, (event as InputEvent).inputType || "");
};

let presses: PointerEvent[] = [];

/** Three presses within a second at one place that change nothing, and select no text. */
const pointed = (event: PointerEvent): void => {
  if (!event.isTrusted) return;
  press = targetOf(event);
  person.pressAt = performance.now();
  act();
  const label = nearest(press, "label") as HTMLLabelElement | null;
  const field = fieldAt(press) || fieldAt(label && label.control);
  if (!field) return;
  arrive(field);
  presses = presses.filter(
    ({ timeStamp, clientX, clientY }) =>
      event.timeStamp - timeStamp <= 1_000 && Math.hypot(clientX - event.clientX, clientY - event.clientY) <= 24,
  );
  if (presses.push(event) != 3 || (isText(field.controls[0] as Element) && !isEmpty(field.controls))) return;
  touch(field);
  field.did[At.rage]++;
};

const watched = new WeakSet<Node>();

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

export const startCapture = (): void => {
  watchRoot(document);
  listen(document, "input", entered);
  listen(document, "keydown", (event) => {
    if (event.isTrusted) person.keyAt = performance.now();
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
  listen<FocusEvent>(document, "focusout", ({ relatedTarget }) => {
    if (document.hasFocus() && !(relatedTarget instanceof Element && fieldAt(relatedTarget) == focus.on)) leave();
  });
  const active = lateFieldAt(document.activeElement);
  if (active) enter(active, false);
};

/* Forms come and go, errors come up: one observer, which only notes that something changed. */

const observed = new WeakSet<Element>();
const waiting = new WeakMap<Element, number>();

/** It was in sight for a second; while the page is hidden, the second has not begun. */
const wait = (control: Element): void => {
  const done = (): void => {
    if (document.hidden) return wait(control);
    if (!fieldsByControl.has(control)) find();
    const form = fieldsByControl.get(control)?.form;
    if (!form || form.seenAt) return;
    see(form);
    sendIn(LAZY_MS);
  };
  waiting.set(control, later(done, 1_000));
};

const sight = new IntersectionObserver(
  guard((entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(waiting.get(target));
      if (isIntersecting) wait(target);
    }
  }),
  { threshold: 0.5 },
);

const find = (): void => {
  for (const control of scan()) {
    if (observed.has(control)) continue;
    observed.add(control);
    sight.observe(control);
  }
  shadowRoots.forEach(watchRoot);
};

export const startWatching = (): void => {
  let looking = 0;
  let grown = false;
  const look = (): void => {
    looking = 0;
    if (grown) find();
    grown = false;
    for (const form of forms) if (form.touched[0]) checkErrors(form);
    checkRule();
  };
  new MutationObserver((changes) => {
    grown ||= changes.some((change) => change.addedNodes[0]);
    looking ||= later(look, 200);
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["aria-invalid", "aria-describedby", "aria-errormessage", "class", "hidden", "style"],
  });
  find();
  checkRule(true);
};
