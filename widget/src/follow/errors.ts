/* Errors that come up at a field, counted by message: the browser's own (`invalid`), and those that the page shows. */
import { person } from "../form/doing";
import { now } from "../clock";
import { CONTROLS } from "../controls";
import { all, rootOf } from "../dom";
import { later } from "../guard";
import { INSIDE } from "../place";
import { At, type FieldState, type FormState } from "../model";
import { withoutValues } from "../form/echo";
import { clean, hash, unquote } from "../text";
import { focus, happen, isValid, Step } from "../form/view";
import type { FieldError } from "../wire";
import { BARE, errorsAbout, errorsAt } from "./messages";
import { triedAt } from "./pressing";

/** The browser's own words quote what was typed, count it, or name the numbers next to it. */
const nativeMessage = (control: Element): string => {
  const { validationMessage, validity } = control as HTMLInputElement;
  const plain = validity.customError || validity.valueMissing || validity.patternMismatch;
  return plain ? validationMessage : validationMessage.replace(/\d+([.,:/-]\d+)*/g, "…");
};

/** All that may hold something of a form, within components, too. */
const controlsOf = ({ root, fields }: FormState): Element[] => {
  const controls = fields.flatMap(({ controls }) => controls);
  const inside = controls.flatMap((control) => [control.shadowRoot, rootOf(control)]).filter((one) => one && "host" in one);
  return [...controls, ...[root, ...new Set(inside)].flatMap((one) => all(one!, CONTROLS))];
};

/** A message with everything that was typed into the form taken out. */
export const cleanMessage = (form: FormState | undefined, message: string): string => clean(unquote(withoutValues(message, form ? controlsOf(form) : [])));

/** Counts the message among others of a field. */
export const addError = (errors: FieldError[], text: string): void => {
  const known = errors.find(([other]) => other == text);
  if (known) known[1]++;
  else if (errors.length < 8) errors.push([text, 1]);
};

/** Counts what speaks about the form as a whole, but for what stood there before. True if there was any. */
export const addErrorsAbout = (errors: FieldError[], form: FormState, stood: string): boolean => {
  const fresh = [...new Set(errorsAbout(form))].filter((text) => !stood.includes(hash(text)));
  for (const text of fresh) addError(errors, cleanMessage(form, text));
  return !!fresh[0];
};

/** Counts an error once each time it comes up; what is showing already counts again only at a further attempt. */
const count = (field: FieldState, message: string, native: boolean): void => {
  const { attempts } = field.form.view;
  const text = cleanMessage(field.form, message);
  if (field.showing == text && !(native && field.shownAt != attempts)) return;
  // A mark whose words have come.
  if (!INSIDE && field.showing == BARE && field.shownAt == attempts && field.did[At.errors].at(-1)?.[0] == BARE) field.did[At.errors].pop();
  field.showing = text;
  field.shownAt = attempts;
  field.native = native;
  addError(field.did[At.errors], text);
  happen(field, Step.error);
};

/** Where no form sends it, or one that does without the browser's own words, the page has some of its own, as a rule;
    and it shows none to who types, or has gone on by then. */
export const nativeError = (field: FieldState, control: Element): void => {
  const { form } = control as HTMLInputElement;
  const at = now();
  const native = (): void => count(field, nativeMessage(control), true);
  if (INSIDE) return native();
  if (focus.on == field && person.keyAt > Math.max(person.pressAt, triedAt)) return;
  if (form && !form.noValidate) return native();
  later(() => {
    checkErrors(field.form);
    if (!field.showing && person.keyAt <= at && !isValid(field)) native();
  }, WORDS_MS);
};

const WORDS_MS = 400;
/** Marked as invalid without a word, when last looked at. */
const bare = new WeakSet<FieldState>();

/** Looks for errors that came up or went since the last look. */
export const checkErrors = (form: FormState): void => {
  const at = errorsAt(form);
  for (const field of form.fields) {
    const message = at.get(field);
    // The words may come a moment after the mark, and go before it.
    if (message == BARE && field.showing) continue;
    if (message == BARE && !bare.has(field)) {
      bare.add(field);
      later(() => checkErrors(form), WORDS_MS);
    } else if (message) count(field, message, false);
    else {
      bare.delete(field);
      if (!field.native || isValid(field)) field.showing = "";
    }
  }
};
