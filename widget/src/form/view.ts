/* A view's life: seen, touched, something happening in it; and the snapshot of it that is sent. */
import { awake, now } from "../clock";
import { At, type FieldState, fieldsByControl, type FormState, forms, Outcome, OUTCOMES } from "../model";
import { bring } from "../modules";
import { changedSomething, put, sendIn } from "../send";
import { isEmpty } from "../value";
import type { Touched, View } from "../wire";
import { recall, visit } from "../visit";

/** Places in the wire's STEP_KINDS. */
export const enum Step {
  focus,
  change,
  error,
  attempt,
  failed,
  success,
  asked,
  answered,
  dismissed,
  hidden,
  shown,
}

const MOST_STEPS = 400;
const PAUSE_MS = 30_000;
const LAZY_MS = 10_000;

export const isSuccess = (form: FormState): boolean => form.outcome > Outcome.failed;

/** The field that has the focus. */
export const focus: { on?: FieldState | undefined } = {};

/** The form is worth a view from now on. */
export const see = (form: FormState): void => {
  recall();
  visit.at = form.lastAt = now();
  form.seenAt ||= form.stepAt = form.lastAt;
  form.dirty = true;
};

/** Something that goes into the form's journey. */
export const step = (form: FormState, kind: Step, index = 999): void => {
  see(form);
  const { steps } = form.view;
  if (steps.length < MOST_STEPS * 2) {
    steps.push(Math.max(0, Math.round((form.lastAt - form.stepAt) / 100)), kind * 1000 + index);
    form.stepAt = form.lastAt;
  }
  changedSomething();
};

const place = (field: FieldState): void => {
  if (field.index >= 0) return;
  field.index = field.form.touched.push(field) - 1;
  bring("follow");
};

/** Something happened at a field that the person did not do: it changes nothing about where they are. */
export const happen = (field: FieldState, kind: Step): void => {
  place(field);
  step(field.form, kind, field.index);
};

/** The person is in this field. */
export const touch = (field: FieldState): void => {
  const { form } = field;
  place(field);
  see(form);
  form.view.last = field.index;
  form.view.at_submit = false;
  changedSomething();
};

/** What of the time since the last sign of life in a field was active: all, unless it was a pause. */
const activeUntil = (field: FieldState, time: number): number => {
  const passed = time - field.actedAt;
  return passed > PAUSE_MS ? 0 : passed;
};

/** A sign of life in the focused field. */
export const act = (): void => {
  const field = focus.on;
  if (!field) return;
  const time = awake();
  field.did[At.active] += activeUntil(field, time);
  field.actedAt = time;
};

export const validityOf = (control: Element): Partial<ValidityState> => (control as HTMLInputElement).validity || { valid: true };

export const isValid = (field: FieldState): boolean => field.controls.every((control) => validityOf(control).valid);

/** How the field stands: 0 empty, 1 partial, 2 filled, 3 invalid. */
const endOf = (field: FieldState): 0 | 1 | 2 | 3 => {
  const valid = isValid(field);
  if (field.showing && !(field.native && valid)) return 3;
  if (!isEmpty(field.controls)) return valid ? 2 : 1;
  return field.controls.some((control) => validityOf(control).badInput) ? 1 : 0;
};

/** How the fields stand. Not after an attempt: a page empties the form that it took. A secret that the person is in says
    so only as they try to send it, or leave the page. */
export const lookAtEnds = (form: FormState, only?: FieldState, tried?: boolean): void => {
  if (form.outcome && form.outcome != Outcome.failed) return;
  for (const field of only ? [only] : form.touched) if (!field.secret || field != focus.on || tried) field.did[At.end] = endOf(field);
};

/** The time to the first change, or, without one, the time focused so far. */
export const hesitate = (field: FieldState, did: Required<Touched>): void => {
  if (!did[At.flags]) did[At.hesitation] = Math.max(0, did[At.hesitation]) + awake() - field.focusedAt;
};

/** As it stands; a pause or an unchanged field that is still going on is counted so far. */
const touchedNow = (field: FieldState): Touched => {
  const did = [...field.did] as Required<Touched>;
  if (field == focus.on) {
    did[At.active] += activeUntil(field, awake());
    if (field.visited) hesitate(field, did);
  }
  while (did.length > 4 && (did[did.length - 1] as unknown) == 0) did.pop(); // an empty list of errors equals 0, too
  return did;
};

export const snapshot = (form: FormState): View => {
  const { view } = form;
  const touched = form.touched.map(touchedNow);
  view.seq++;
  return {
    ...view,
    version: form.is.version,
    outcome: OUTCOMES[form.outcome],
    age_ms: now() - form.seenAt,
    idle_ms: now() - form.lastAt,
    active_ms: touched.reduce((sum, did) => sum + (did[At.active] || 0), 0),
    touched,
    steps: [...view.steps],
    last: view.last < 0 ? undefined : view.last,
  } as View; // `last` is left out rather than undefined
};

/** What changed since it was last asked goes into the outbox. */
export const collect = (): void => {
  for (const form of forms) {
    if (!form.dirty || !form.seenAt || !form.is.key) continue;
    form.dirty = false;
    lookAtEnds(form);
    put("forms", [form.is.key, form.is.version, form.fields.length].join(), form.is);
    put("views", form.view.id, snapshot(form));
  }
};

/** The form of this control has been in sight for long enough. */
export const sees = (control: Element): void => {
  const form = fieldsByControl.get(control)?.form;
  if (!form || form.seenAt) return;
  see(form);
  sendIn(LAZY_MS);
};

/** The page was hidden, or shown. */
export const turns = (kind: Step): void => {
  for (const form of forms) {
    if (kind == Step.hidden) lookAtEnds(form, undefined, true); // they may never come back
    if (form.touched[0] && !isSuccess(form)) step(form, kind);
  }
};
