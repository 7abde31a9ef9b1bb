/* What a person does in a form, as capture.ts hears it. No layout is read while someone types. */
import { early, hearKeys, hearNoKeys, isByPerson } from "../capture";
import { awake, clock, now, timeOrigin } from "../clock";
import { BUTTON, controlAt } from "../controls";
import { isElement, nearest, parentOf, targetOf } from "../dom";
import { scan } from "../find";
import { guard, later } from "../guard";
import { At, type FieldState, fieldsByControl, formAt, type FormState, forms, Outcome } from "../model";
import { bring, hooks, tell } from "../modules";
import { INSIDE } from "../place";
import { isEmpty, note } from "../value";
import { CHANGED, PASTED } from "../wire";
import { attempt } from "./attempt";
import { act, focus, happen, hesitate, lookAtEnds, Step, touch } from "./view";

const GESTURE_MS = 1_000;
const PERSON_MS = 5_000;
/** The last letter of several in one go: asked for its time only where that is needed. */
let letter: Event | undefined;
let keyAt = 0;
/** When the person last pressed a key or entered something, and pressed the pointer; where, and where before that. */
export const person = {
  pressAt: 0,
  get keyAt(): number {
    if (letter) keyAt = Math.round(timeOrigin + letter.timeStamp);
    letter = undefined;
    return keyAt;
  },
  set keyAt(time) {
    keyAt = time;
    letter = undefined;
  },
} as { keyAt: number; pressAt: number; press: Element | null; pressBefore: Element | null };
/** When the browser last stopped a submit. */
let stoppedAt = 0;

/** Controls that were looked for once as something was done there. */
const sought = new WeakSet<Node>();

export const fieldAt = (element: Element | null): FieldState | undefined =>
  element ? fieldsByControl.get(element) || fieldAt(parentOf(element)) : undefined;

/** The field of a control that was not there at the last scan. */
export const lateFieldAt = (element: Element | null): FieldState | undefined => {
  const control = !fieldAt(element) && (controlAt(element) || (!forms[0] && element));
  if (control && !sought.has(control)) {
    sought.add(control); // once: one that is ignored stays none
    scan(control);
  }
  return fieldAt(element);
};

/** The form of an element that something happens in for the first time, too. */
export const lateFormAt = (root: Element | null): FormState | undefined => {
  if (!formAt(root)) scan(root);
  return formAt(root);
};

const isRecent = (time: number): boolean => now() - time < GESTURE_MS;

/** A page focuses fields too (autofocus, the first invalid one): a person does it by key, by pressing there, or by
    going on from a field of the same form. */
const isTheirs = (field: FieldState, from: EventTarget | null): boolean => {
  if (isRecent(stoppedAt)) return person.keyAt > stoppedAt;
  if (isRecent(person.keyAt)) return true;
  if (isRecent(person.pressAt)) return fieldAt(person.press) == field || !nearest(person.press, BUTTON + ",a");
  return fieldAt(from as Element)?.form == field.form && field.form.view.last >= 0;
};

/** Whether the focus in `focus.on` is counted: one that the page set is, once the person does something there. */
let arrived: boolean;

const arrive = (field: FieldState): void => {
  if (focus.on != field || arrived) return;
  arrived = true;
  if (field.visited) field.did[At.returns]++;
  field.visited = true;
  touch(field);
  happen(field, Step.focus);
};

const enter = (field: FieldState | undefined, byPerson?: boolean): void => {
  if (!field) return;
  focus.on = field;
  field.focusedAt = field.actedAt = awake();
  if (field.firstFocus < 0 && !field.did[At.flags]) field.firstFocus = field.focusedAt;
  arrived = field.changed = false;
  field.leftFilled = field.visited && !isEmpty(field.controls);
  hooks.entered?.(field);
  for (const { secret, controls } of field.form.fields) if (!secret) note(controls);
  if (byPerson) arrive(field);
};

const leave = (): void => {
  const field = focus.on;
  if (!field) return;
  act();
  if (field.visited) hesitate(field, field.did);
  field.deleting = false;
  stopTyping();
  lookSoon();
  focus.on = undefined;
  if (field.index < 0) return;
  lookAtEnds(field.form, field);
  field.form.dirty = true;
};

export const change = (field: FieldState, flags: number, deletes = false): void => {
  const { did } = field;
  if (!did[At.flags]) did[At.hesitation] = field.firstFocus < 0 ? -1 : awake() - field.firstFocus;
  did[At.flags] |= CHANGED | flags;
  if (deletes && field.typed && !field.deleting) did[At.corrections]++;
  field.deleting = deletes;
  field.typed ||= !deletes;
  if (field.changed) return;
  field.changed = true;
  if (field.leftFilled) did[At.refills]++;
  happen(field, Step.change);
};

/** Where it is about to be looked for what no event tells of. */
const looking = new Set<FieldState | undefined>();

/** It is once the page is done with a press, key or blur. */
const lookSoon = (): void => {
  const field = focus.on;
  const changed = field?.changed;
  if (!hooks.look) {
    if (field) bring("follow", () => hooks.look!(field, changed));
  } else if (!looking.has(field)) {
    looking.add(field);
    later(() => {
      looking.delete(field);
      hooks.look!(field, changed);
    });
  }
};

const entered = (event: InputEvent): void => {
  const { inputType } = event;
  const isLetter = inputType == TYPED;
  if (isLetter && typesOn(event)) return;
  const { isTrusted } = event;
  const control = targetOf(event);
  const field = isByPerson(event) && lateFieldAt(control);
  if (!field || !control) return;
  const isPending = field.form.outcome == Outcome.pending;
  // An event of the page's making is never their going on after a submit. A secret tells nothing of how it is typed; what
  // the browser fills into one unasked is no touch of it.
  if ((isPending && !isTrusted) || (field.secret && focus.on != field)) return;
  if (isPending) hooks.edited?.(field.form);
  act();
  arrive(field);
  touch(field);
  // To put a word together is not to correct it.
  if (!field.secret) {
    change(field, /^insertFrom[PD]/.test(inputType) ? PASTED : 0, /^delete/.test(inputType) && !event.isComposing);
    if (!inputType || inputType == "insertReplacementText") tell(event, control);
  }
  if (!isTrusted) return;
  person.keyAt = now();
  if (isLetter) startTyping(control.ownerDocument);
  else stopTyping();
};

const TYPED = "insertText";
const TYPES_ON_MS = 1_000;
/** Where a letter in the field in use was looked at as a whole within the last second. */
let typing: Document | undefined;

const stopTyping = (): void => {
  if (typing) hearKeys(typing);
  typing = undefined;
};

const startTyping = (root: Document): void => {
  stopTyping();
  typing = root;
  hearNoKeys(root);
  later(stopTyping, TYPES_ON_MS);
};

/** One more letter of a change that is still to be sent tells no more than when it came: the rest is looked at once a
    second. Nothing is asked of the event, as each question to it takes longer than all the rest. */
const typesOn = (event: Event): unknown => {
  const field = focus.on;
  return typing && field?.changed && field.form.dirty && field.form.outcome != Outcome.pending && (letter = event);
};

/** Scripts submit forms, too: an attempt is a person's, who did something just before. */
const submitted = (event: Event): void => {
  const form = lateFormAt(targetOf(event));
  if (form && (hooks.goesOn?.(form) || now() - Math.max(person.keyAt, person.pressAt) < PERSON_MS)) attempt(form, event);
};

/** A field stopped the submit, or the page asks how it stands. */
const refused = (event: Event): void => {
  const control = targetOf(event);
  if (!control || !lateFieldAt(control)) return;
  stoppedAt = now();
  stopTyping(); // a key from here on moves the focus
  bring("follow"); // a person may press the button before any field
  tell(event, control);
};

const focused = (event: FocusEvent): void => {
  const field = lateFieldAt(targetOf(event));
  // The same field again: another button of its group, or the window came back to the front.
  if (field == focus.on) return;
  leave();
  const from = event.relatedTarget;
  // A closed prompt gives the focus back: no return of the person's.
  if (field && nearest(from as Element, "balk-prompt")) field.visited = false;
  enter(field, !!field && isTheirs(field, from));
};

const blurred = ({ relatedTarget }: FocusEvent): void => {
  if (document.hasFocus() && !(isElement(relatedTarget) && fieldAt(relatedTarget) == focus.on)) leave();
};

const typed = (event: Event): void => {
  if (event.isTrusted) person.keyAt = now();
  act();
  if (!focus.on?.changed) lookSoon();
};

const pressed = (event: Event): void => {
  const target = targetOf(event);
  if (!event.isTrusted || !target) return;
  if (event.type != "click") person.pressBefore = person.press;
  person.press = target;
  person.pressAt = now();
  act();
  if (event.type == "click" || !focus.on?.changed) lookSoon();
  const field = lateFieldAt(target);
  // What is drawn without a place for the focus is entered by the press.
  if (event.type == "click" && field && field != focus.on && !field.visited) {
    leave();
    enter(field, true);
  }
  if (field) arrive(field);
  tell(event, target);
};

/** From now on what capture.ts hears is made something of; what happened before, at the times that it happened. */
export const startDoing = (): void => {
  // Named in quotes: build.mjs shortens properties of that name.
  const does: typeof hooks.does = { "submit": submitted, invalid: refused, focusin: focused, focusout: blurred, input: entered, keydown: typed, pointerdown: pressed, click: pressed };
  hooks.does = does;
  for (const [type, event, at] of INSIDE ? [] : early.splice(0)) {
    clock.past = at;
    // A focus from before there were listeners: a key goes where it is.
    if (!focus.on && type == "keydown" && event.isTrusted) guard(enter)(lateFieldAt(controlAt(targetOf(event))));
    guard(does[type]!)(event as never);
  }
  clock.past = NaN;
  if (!focus.on) enter(lateFieldAt(controlAt(document.activeElement)));
};
