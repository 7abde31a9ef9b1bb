/* Forms that send themselves: a code as soon as it is whole, a list or a star as soon as something is chosen. No event
   tells of it, and what is looked up or kept while somebody works in a form looks the same. An attempt of the person's it
   is where the page's own origin was asked at once after their last act, answered well, and the form is gone for good;
   or where a code that is the whole form was refused. */
import { attempt } from "../form/attempt";
import { now } from "../clock";
import { person } from "../form/doing";
import { BUTTON, SUBMIT } from "../controls";
import { all, matches, nearest } from "../dom";
import { later, listen } from "../guard";
import { At, type FieldState, type FormState, forms, latest, Outcome } from "../model";
import { page } from "../identity";
import { rememberAtEnter } from "../form/echo";
import { isEmpty, isFull } from "../value";
import { isSuccess } from "../form/view";
import { answerAfter, Said } from "./answers";
import { headed } from "./going";
import { settle } from "./settle";
import { fieldsOf } from "./trial";

const SURE_MS = 1_000;

/** The code that the last key made whole, or the box that it emptied, and when. */
let whole: { field: FieldState; at: number; isEmptied?: boolean } | undefined;

export const watchCode = (field: FieldState, box: Element): void => {
  if ((box as HTMLInputElement).maxLength < 1) return; // as a code has
  listen(box, "input", ({ isTrusted }) => {
    if (isTrusted) whole = isFull(field.controls) ? { field, at: person.keyAt } : undefined;
  });
};

/** A key that the page keeps for itself, and that leaves a box of many lines empty, may have sent what stood there. */
export const watchMessage = (field: FieldState, box: Element): void => {
  if (!matches(box, "textarea,[contenteditable]")) return;
  rememberAtEnter(box);
  listen(box, "keydown", (event) => {
    if (!event.isTrusted || isEmpty(field.controls)) return;
    const at = now();
    later(() => {
      if (event.defaultPrevented && isEmpty(field.controls)) whole = { field, at, isEmptied: true };
    });
  });
};

/** A button that sends would have been pressed. */
const isByChoice = ({ is, did }: FieldState, { root, view }: FormState): boolean =>
  /^(ra.*o|sel|ch)/.test(is.type) && !!did[At.flags] && !all(root, SUBMIT)[0] && view.page == page();

/** When the person did in the form what may have sent it; 0 where it was something else that they did last. */
const sentAt = (form: FormState): number => {
  const field = form.touched[form.view.last];
  const { keyAt, pressAt, press } = person;
  if (!field || form.outcome == Outcome.pending || isSuccess(form) || (pressAt > keyAt && nearest(press, BUTTON + ",a"))) return 0;
  if (whole?.field == field && keyAt - whole.at < SURE_MS) return whole.at;
  return isByChoice(field, form) ? Math.max(keyAt, pressAt) : 0;
};

/** Another form in its place is the next step of something. */
const isGone = (form: FormState, at: number): boolean =>
  whole?.isEmptied ? isEmpty(whole.field.controls) :
  !fieldsOf(form)[0] && !forms.some((other) => other != form && (!other.seenAt || other.seenAt > at) && fieldsOf(other)[0]);

const take = (form: FormState, at: number, outcome: Outcome): void => {
  attempt(form, null);
  form.attemptAt = at;
  if (whole?.isEmptied) whole.field.did[At.end] = 2;
  settle(form, outcome);
};

/** Whether the page that goes now goes because of it. */
export const sentItself = (form: FormState | undefined): boolean => {
  const at = form && sentAt(form);
  if (!form || !at || whole?.field.form != form || headed.at < at || answerAfter(at) != Said.yes) return false;
  take(form, at, Outcome.request);
  return true;
};

/** To be called when the document has changed. */
export const lookForSent = (sure?: boolean): void => {
  const form = latest();
  const at = form && sentAt(form);
  if (!form || !at) return;
  const said = answerAfter(at);
  if (said & Said.no && whole?.field.form == form && fieldsOf(form).length == 1) take(form, at, Outcome.failed);
  else if (said == Said.yes && isGone(form, at)) {
    if (sure) take(form, at, Outcome.request);
    else later(() => lookForSent(true), SURE_MS);
  }
};
