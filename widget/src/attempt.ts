/* A person tried to submit. What became of it is judged in follow/, on this page or on the next. */
import { now } from "./clock";
import { targetOf } from "./dom";
import { lateFormAt } from "./find";
import { type FormState, lastSubmitted, Outcome } from "./model";
import { bring, hooks } from "./modules";
import { isSuccess, lookAtEnds, snapshot, Step, step } from "./view";
import { visit } from "./visit";

const WATCH_MS = 30_000;

/** `event` is the submit event, if one came. */
export const attempt = (form: FormState, event: Event | null): void => {
  lookAtEnds(form);
  form.view.attempts++;
  form.submit = event;
  form.attemptAt = now();
  step(form, Step.attempt);
  if (isSuccess(form)) return;
  form.outcome = Outcome.pending;
  if (hooks.attempted) hooks.attempted(form);
  else bring("follow");
};

export const submitted = (event: Event): void => {
  const form = lateFormAt(targetOf(event));
  if (form) attempt(form, event);
};

/** Before the page goes: a submit under way is remembered, to be judged by where it leads. */
export const rememberLeaving = (): void => {
  const form = lastSubmitted();
  if (form?.outcome != Outcome.pending || now() - form.attemptAt > WATCH_MS) return;
  const { submit, alerts, attemptAt } = form;
  const how = submit && !submit.defaultPrevented ? Outcome.navigated : hooks.isTaken?.(form) ? Outcome.request : Outcome.pending;
  visit.leaving = { view: snapshot(form), at: now(), since: attemptAt, alerts, how };
};
