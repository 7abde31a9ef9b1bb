/* What has become of an attempt is said once, and told to the page. */
import { At, type FormState, Outcome, OUTCOMES } from "../model";
import { sendIn } from "../send";
import { isSuccess, lookAtEnds, Step, step } from "../form/view";
import { firstTime, visit } from "../visit";
import type { Touched, View } from "../wire";
import { emit } from "./listeners";

export const fail = (view: View): void => {
  view.failed = (view.failed || 0) + 1;
  view.at_submit = true;
};

/** An error that stood when the form was sent has been mended: the page clears it as it takes the form away. */
export const succeed = ({ id, form }: View, outcome: Outcome, touched: Touched[]): void => {
  for (const did of touched) if (did[At.end] == 3) did[At.end] = 2;
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
    if (!succeededBefore) step(form, Step.success);
    succeed(view, outcome, form.touched.map(({ did }) => did));
  }
  form.dirty = true;
  sendIn();
};
