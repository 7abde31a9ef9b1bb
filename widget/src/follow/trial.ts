/* What is noted of an attempt when it is made, to judge it by later. */
import { attr, isConnected, isVisible } from "../dom";
import type { FieldState, FormState } from "../model";

export interface Trial {
  /** Of the form's first attempt. */
  firstAt: number;
  /** The alerts that stood there at the first one. */
  stoodFirst: string;
  /** The fields that could be seen. */
  fieldsThen: FieldState[];
  /** The page emptied the form. */
  wasReset?: boolean;
  /** The person went elsewhere before anything came of it. */
  wentOn?: boolean;
  /** The browser itself was sending the form. */
  isSent?: boolean;
  /** Since when the form is gone or empty, and was answered well. */
  goneAt?: number;
}

export const trials = new WeakMap<FormState, Trial>();

/** The fields of the form that can be seen. */
export const fieldsOf = (form: FormState): FieldState[] =>
  form.fields.filter(({ controls }) => controls.some((control) => isConnected(control) && isVisible(control)));

/** Where the browser itself sends the form to, in this window; "" where the page does it in its own way, or to another. */
export const sentTo = ({ root, submit }: FormState, trial: Trial): string => {
  const submitter = submit && (submit as SubmitEvent).submitter;
  const said = (name: string): string => (submitter && attr(submitter, "form" + name)) || attr(root, name);
  const isHere = !/dialog/i.test(said("method")) && /^(_self|_top|_parent)?$/i.test(said("target"));
  return isHere && (trial.isSent || (submit && !submit.defaultPrevented)) ? new URL(said("action"), document.baseURI).origin : "";
};
