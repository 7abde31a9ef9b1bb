/* A person tried to submit. What became of it is judged in follow/, on this page or on the next. */
import { now } from "../clock";
import { type FormState, lastSubmitted, Outcome } from "../model";
import { bring, hooks } from "../modules";
import { visit } from "../visit";
import { isSuccess, lookAtEnds, snapshot, Step, step } from "./view";

const WATCH_MS = 30_000;
const TWICE_MS = 1_000;

/** `event` is the submit event, if one came. */
export const attempt = (form: FormState, event: Event | null): void => {
  const { view, outcome } = form;
  const time = now();
  const isPending = outcome == Outcome.pending;
  // A double click, or a page that goes on by itself with what it had stopped: the same attempt.
  if ((isPending && hooks.goesOn?.(form)) || (time - form.attemptAt < TWICE_MS && (isPending || view.at_submit))) {
    form.submit = event || form.submit!;
    return;
  }
  lookAtEnds(form, undefined, true);
  view.attempts++;
  form.submit = event;
  form.attemptAt = time;
  step(form, Step.attempt);
  if (isSuccess(form)) return;
  form.outcome = Outcome.pending;
  if (hooks.attempted) hooks.attempted(form);
  else bring("follow");
};

/** Before the page goes: the last attempt is remembered, to be judged by where it leads. */
export const rememberLeaving = (): void => {
  const form = lastSubmitted();
  const led = hooks.leaving?.(form);
  if (!form || now() - form.attemptAt > WATCH_MS) return;
  const { submit, alerts, attemptAt, outcome } = form;
  const how = led || (outcome == Outcome.pending && submit && !submit.defaultPrevented ? Outcome.navigated : outcome);
  visit.leaving = { view: snapshot(form), at: now(), since: attemptAt, alerts, how };
};
