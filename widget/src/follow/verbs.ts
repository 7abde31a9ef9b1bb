/* window.balk("success" and "fail"): the outcome of a submit, from the page itself. */
import { scan } from "../find";
import { type FormState, forms, lastSubmitted, Outcome } from "../model";
import { settle } from "./outcome";

/** By element or key; without one, the form last submitted or worked in. */
const formNamed = (which: unknown): FormState | undefined => {
  if (!forms[0]) scan();
  return which ? forms.find((form) => form.root == which || form.is.key == which) : lastSubmitted() || forms[0];
};

export const outcome =
  (kind: Outcome) =>
  (which?: unknown): void => {
    const form = formNamed(which);
    if (!form) return;
    form.view.attempts ||= 1;
    settle(form, kind, kind == Outcome.failed);
  };
