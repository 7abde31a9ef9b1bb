/* window.balk("success" and "fail"): the outcome of a submit, from the page itself. What the page says with a failure
   is about the form, not about a field, and is not sent. */
import { scan } from "../find";
import { type FormState, forms, lastSubmitted, Outcome } from "../model";
import { sayOfLeft } from "./arrival";
import { settle } from "./settle";

/** By element or key; without one, the form last submitted or worked in. */
const formNamed = (which: unknown): FormState | undefined =>
  which ? forms.find((form) => form.root == which || form.is.key == which) : lastSubmitted();

export const outcome =
  (kind: Outcome) =>
  (which?: unknown): void => {
    if (!forms[0]) scan();
    const form = formNamed(which);
    // On a page of thanks, the form that led there is meant.
    if (form?.attemptAt || !sayOfLeft(kind, which)) if (form) settle(form, kind, kind == Outcome.failed);
  };
