/* Errors that come up at a field: the browser's own (`invalid`), `aria-invalid`, and messages tied to it. */
import { all, attr, isVisible, parentOf } from "../dom";
import { named, textOf, textsOf } from "../label";
import { At, type FieldState, type FormState } from "../model";
import { clean, hash, unquote } from "../text";
import { withoutValues } from "../value";
import { happen, isValid, Step } from "../view";

const ERROR = "[class*=error i],[class*=invalid i],[class*=danger i]";
const ERROR_TEXT = ERROR + ",[id*=err i],[role=alert]";

const tiedTo = (control: Element): Element[] =>
  [...named(control, "aria-errormessage"), ...named(control, "aria-describedby")].filter(isVisible);

/** The texts tied to a control that can be seen. */
const messagesAt = (control: Element): string => textsOf(tiedTo(control));

/** The message that the page shows at the field now, or "". */
const errorAt = (field: FieldState): string => {
  field.hints ??= field.controls.map(messagesAt).join("");
  for (const control of field.controls) {
    const text = messagesAt(control);
    const fresh = text != field.hints && text;
    if (/^[^f]/.test(attr(control, "aria-invalid"))) {
      const box = parentOf(control);
      return fresh || (box && textOf(all(box, ERROR_TEXT).find(isVisible))) || text || "invalid";
    }
    if (fresh && tiedTo(control).some((element) => element.matches(ERROR_TEXT))) return fresh;
  }
  return "";
};

/** The browser's own words quote what was typed, count it, or name the numbers next to it. */
const nativeMessage = (control: Element): string => {
  const { validationMessage, validity } = control as HTMLInputElement;
  const plain = validity.customError || validity.valueMissing || validity.patternMismatch;
  return plain ? validationMessage : validationMessage.replace(/\d+([.,:/-]\d+)*/g, "…");
};

/** Counts an error once each time it comes up; what is showing already counts again only at a further attempt. */
const count = (field: FieldState, message: string, native: boolean): void => {
  const { form, did } = field;
  const { attempts } = form.view;
  const text = clean(unquote(withoutValues(message, form.fields.flatMap((other) => other.controls))));
  if (field.showing == text && !(native && field.shownAt != attempts)) return;
  field.showing = text;
  field.shownAt = attempts;
  field.native = native;
  const errors = did[At.errors];
  const known = errors.find(([other]) => other == text);
  if (known) known[1]++;
  else if (errors.length < 8) errors.push([text, 1]);
  happen(field, Step.error);
};

export const nativeError = (field: FieldState, control: Element): void => count(field, nativeMessage(control), true);

/** Looks for errors that came up or went since the last look. */
export const checkErrors = (form: FormState): void => {
  for (const field of form.fields) {
    const message = errorAt(field);
    if (message) count(field, message, false);
    else if (!field.native || isValid(field)) field.showing = "";
  }
};

/** What the form's fields show as errors, run together; "" for nothing. */
export const fieldErrors = (form: FormState): string => form.fields.map(errorAt).join("");

/** A fingerprint of the errors that the form shows, in boxes of their own and at fields; "" for none. */
export const alertsIn = (form: FormState): string => {
  const text = textsOf(all(form.root, ERROR).filter(isVisible)) + fieldErrors(form);
  return text && hash(text);
};

/** Whether the form shows errors other than those it showed `before`. */
export const showsErrors = (form: FormState, before: string): boolean => {
  const alerts = alertsIn(form);
  return alerts != "" && alerts != before;
};
