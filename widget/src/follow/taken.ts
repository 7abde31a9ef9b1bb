/* Whether a form looks taken: answered well, and emptied or gone. */
import { At, type FormState } from "../model";
import { isEmpty } from "../value";
import { isSuccess } from "../form/view";
import { answerTo, Said } from "./answers";
import { fieldsOf, type Trial, trials } from "./trial";

/** What was filled at the attempt is empty now, or the browser was told to empty the form. What is chosen from a list
    has no empty state that a page would go back to. */
export const isEmptied = (form: FormState, trial: Trial): boolean => {
  const filled = form.touched.filter(({ did, secret, is }) => did[At.end] && !secret && !/^(sel|radio|range|color)/.test(is.type));
  return !!trial.wasReset || (!!filled[0] && filled.every((field) => isEmpty(field.controls)));
};

/** Red letters alone say nothing against it, then: many a site's own colour is red. A page acts on an answer before the
    browser tells of it. */
export const isTaken = (form: FormState): boolean => {
  const trial = trials.get(form);
  if (!trial) return false;
  if (isSuccess(form)) return true;
  const said = answerTo(form, trial);
  return fieldsOf(form)[0] ? !(said & Said.no) && isEmptied(form, trial) : said == Said.yes;
};
