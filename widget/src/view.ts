/* A view's life: seen, touched, something happening in it; and the snapshot of it that is sent. */
import { awake, now } from "./clock";
import { endOf } from "./errors";
import { debug } from "./guard";
import { type FieldState, type FormState, type Outcome } from "./model";
import { changedSomething } from "./send";
import { STEP_KINDS, type Touched, type View } from "./wire";

type StepKind = (typeof STEP_KINDS)[number];

const MOST_STEPS = 400;
const PAUSE_MS = 30_000;

export const isSuccess = (outcome: Outcome): boolean => /^(api|rule|navigated|request)$/.test(outcome);

/** The field that has the focus. */
export const focus: { on: FieldState | null } = { on: null };

/** The form is worth a view from now on. */
export const see = (form: FormState): void => {
  if (form.seenAt) return;
  form.seenAt = form.lastAt = form.stepAt = now();
  form.dirty = true;
};

/** Something that goes into the form's journey. */
export const step = (form: FormState, kind: StepKind, index = 999): void => {
  see(form);
  const time = now();
  form.lastAt = time;
  form.dirty = true;
  if (form.steps.length < MOST_STEPS * 2) {
    form.steps.push(Math.max(0, Math.round((time - form.stepAt) / 100)), STEP_KINDS.indexOf(kind) * 1000 + index);
    form.stepAt = time;
  }
  changedSomething();
  debug(kind, form.touched[index]?.key ?? form.key);
};

const include = (field: FieldState): void => {
  if (field.index < 0) field.index = field.form.touched.push(field) - 1;
};

/** Something happened at a field that the person did not do: it changes nothing about where they are. */
export const happen = (field: FieldState, kind: StepKind): void => {
  include(field);
  step(field.form, kind, field.index);
};

/** The person is in this field. */
export const touch = (field: FieldState): void => {
  include(field);
  const { form } = field;
  see(form);
  form.last = field.index;
  form.atSubmit = false;
  form.lastAt = now();
  form.dirty = true;
  changedSomething();
};

/** A sign of life in the focused field: the time since the last one was active, unless it was a pause. */
export const act = (): void => {
  const field = focus.on;
  if (!field) return;
  const time = awake();
  field.active += running(field, time);
  field.actedAt = time;
};

const running = (field: FieldState, time: number): number => {
  const since = time - field.actedAt;
  return field == focus.on && since <= PAUSE_MS ? since : 0;
};

const isOver = (form: FormState): boolean => form.outcome == "pending" || isSuccess(form.outcome);

/** How the fields stand. Not after an attempt: a page empties the form that it took. */
export const lookAtEnds = (form: FormState): void => {
  if (isOver(form)) return;
  for (const field of form.touched) if (!field.secret || field != focus.on) field.end = endOf(field);
};

const limit = (count: number): number => Math.min(count, 32_767);

const touchedOf = (field: FieldState, time: number): Touched => {
  const focused = field.focused + (field == focus.on ? time - field.focusedAt : 0);
  const hesitation = field.flags || field.firstFocus < 0 ? field.hesitation : focused;
  const figures = [field.active + running(field, time), hesitation].map(Math.round);
  const counts = [field.returns, field.corrections, field.refills, field.rage].map(limit);
  const whole = [field.key, field.end, ...figures, field.flags, ...counts, field.errors];
  const usual = ["", 0, 0, -1, 0, 0, 0, 0, 0];
  while (whole.length > 1 && (whole.length > 9 ? !field.errors.length : whole[whole.length - 1] === usual[whole.length - 1])) whole.pop();
  return whole as unknown as Touched; // built in the order of the tuple
};

export const snapshot = (form: FormState): View => {
  const time = awake();
  const touched = form.touched.map((field) => touchedOf(field, time));
  return {
    id: form.id,
    seq: ++form.seq,
    form: form.key,
    version: form.version,
    page: form.page,
    age_ms: now() - form.seenAt,
    idle_ms: now() - form.lastAt,
    active_ms: touched.reduce((sum, figures) => sum + (figures[2] || 0), 0) || undefined,
    touched: touched.length ? touched : undefined,
    steps: form.steps.length ? [...form.steps] : undefined,
    last: form.last < 0 ? undefined : form.last,
    attempts: limit(form.attempts) || undefined,
    failed: limit(form.failed) || undefined,
    outcome: form.outcome || undefined,
    at_submit: form.atSubmit || undefined,
    blind_spots: form.blindSpots || undefined,
    shown: form.asked || undefined,
    answered: form.answered || undefined,
    dismissed: form.dismissed || undefined,
  };
};
