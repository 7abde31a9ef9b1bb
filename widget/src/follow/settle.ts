/* What has become of an attempt is said once, and told to the page. */
import { At, type FormState, Outcome, OUTCOMES } from "../model";
import { sendIn } from "../send";
import { isSuccess, lookAtEnds, Step, step } from "../view";
import { firstTime, visit } from "../visit";
import type { View } from "../wire";
import { emit } from "./listeners";

export const fail = (view: View): void => {
  view.failed = (view.failed || 0) + 1;
  view.at_submit = true;
};

export const succeed = ({ id, form }: View, outcome: Outcome): void => {
  visit.done = true;
  if (firstTime(id)) emit("complete", { form, evidence: OUTCOMES[outcome] });
};

/** Stronger evidence of success replaces weaker; a failure replaces a success only by `force`. */
export const settle = (form: FormState, outcome: Outcome, force?: boolean): void => {
  const { view } = form;
  const succeededBefore = isSuccess(form);
  if (!force && succeededBefore && outcome <= form.outcome) return;
  lookAtEnds(form);
  form.outcome = outcome;
  if (outcome == Outcome.failed) {
    fail(view);
    step(form, Step.failed);
  } else {
    view.attempts ||= 1;
    // An error that stood when the form was sent has been mended: the page clears it as it takes the form away.
    for (const { did } of form.touched) if (did[At.end] == 3) did[At.end] = 2;
    if (!succeededBefore) step(form, Step.success);
    succeed(view, outcome);
  }
  form.dirty = true;
  sendIn();
};
