/* window.balk("success" and "fail"): the outcome of a submit, from the page itself. What the page says with a failure
   is about the form as a whole. */
import { scan } from "../find";
import { type FormState, forms, lastSubmitted, Outcome } from "../model";
import { sayOfLeft } from "./arrival";
import { addError, cleanMessage } from "./errors";
import { settle } from "./settle";

/** By element or key; without one, the form last submitted or worked in: not one that was only seen. */
const formNamed = (which: unknown): FormState | undefined => {
  if (which) return forms.find((form) => form.root == which || form.is.key == which);
  const last = lastSubmitted();
  return last && (last.attemptAt || last.touched[0]) ? last : undefined;
};

export const outcome =
  (kind: Outcome) =>
  (which?: unknown, message?: unknown): void => {
    if (!forms[0]) scan(null);
    const form = formNamed(which);
    const isFailed = kind == Outcome.failed;
    const said = isFailed && typeof message == "string" ? cleanMessage(form, message) : "";
    // On a page of thanks, the form that led there is meant.
    if (!form?.attemptAt && sayOfLeft(kind, which, said)) return;
    if (!form) return;
    if (said) addError((form.view.errors ||= []), said);
    settle(form, kind, isFailed);
  };
