/* A view's life: seen, touched, something happening in it; and the snapshot of it that is sent. */
import { awake, now } from "./clock";
import { endOf } from "./errors";
import { debug } from "./guard";
import { At, type FieldState, type FormState, type Outcome } from "./model";
import { changedSomething } from "./send";
import { STEP_KINDS, type Touched, type View } from "./wire";

export type StepKind = (typeof STEP_KINDS)[number];

const MOST_STEPS = 400;
const PAUSE_MS = 30_000;

export const isSuccess = (outcome: Outcome): boolean => /^[anr]/.test(outcome); // api, navigated, rule, request

/** The field that has the focus. */
export const focus: { on?: FieldState | undefined } = {};

/** The form is worth a view from now on. */
export const see = (form: FormState): void => {
  form.lastAt = now();
  form.seenAt ||= form.stepAt = form.lastAt;
  form.dirty = true;
};

/** Something that goes into the form's journey. */
export const step = (form: FormState, kind: StepKind, index = 999): void => {
  see(form);
  const { steps } = form.view;
  if (steps.length < MOST_STEPS * 2) {
    steps.push(Math.max(0, Math.round((form.lastAt - form.stepAt) / 100)), STEP_KINDS.indexOf(kind) * 1000 + index);
    form.stepAt = form.lastAt;
  }
  changedSomething();
  debug(kind, form.touched[index]?.is.key);
};

/** Something happened at a field that the person did not do: it changes nothing about where they are. */
export const happen = (field: FieldState, kind: StepKind): void => {
  if (field.index < 0) field.index = field.form.touched.push(field) - 1;
  step(field.form, kind, field.index);
};

/** The person is in this field. */
export const touch = (field: FieldState): void => {
  const { form } = field;
  if (field.index < 0) field.index = form.touched.push(field) - 1;
  see(form);
  form.view.last = field.index;
  form.view.at_submit = false;
  changedSomething();
};

/** A sign of life in the focused field: the time since the last one was active, unless it was a pause. */
export const act = (): void => {
  const field = focus.on;
  if (!field) return;
  const time = awake();
  if (time - field.actedAt <= PAUSE_MS) field.did[At.active] += time - field.actedAt;
  field.actedAt = time;
};

/** How the fields stand. Not after an attempt: a page empties the form that it took. */
export const lookAtEnds = (form: FormState, only?: FieldState): void => {
  if (form.view.outcome && form.view.outcome != "failed") return;
  for (const field of only ? [only] : form.touched) if (!field.secret || field != focus.on) field.did[At.end] = endOf(field);
};

/** As it stands; a pause or an unchanged field that is still going on is counted so far. */
const touchedNow = (field: FieldState): Touched => {
  const did = [...field.did] as Required<Touched>;
  if (field == focus.on) {
    const time = awake();
    if (time - field.actedAt <= PAUSE_MS) did[At.active] += time - field.actedAt;
    if (!field.did[At.flags]) did[At.hesitation] = Math.max(0, did[At.hesitation]) + time - field.focusedAt;
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
    age_ms: now() - form.seenAt,
    idle_ms: now() - form.lastAt,
    active_ms: touched.reduce((sum, did) => sum + (did[At.active] || 0), 0),
    touched,
    steps: [...view.steps],
    last: view.last < 0 ? undefined : view.last,
  } as View; // `last` is left out rather than undefined
};
