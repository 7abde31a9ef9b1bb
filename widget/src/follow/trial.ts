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
  /** When the person went elsewhere, before anything came of it. */
  wentOn?: number;
  /** The browser itself was sending the form. */
  isSent?: boolean;
  /** What could be read in the form and around it. */
  saidThen: string[];
  /** Since when the form is gone or empty, and was answered well. */
  goneAt?: number;
  /** When something failed last that pages try again by themselves. */
  badAt?: number;
  /** The frame of this page that the form stands in. */
  standsIn?: Element | null | undefined;
  /** What the form stands in. */
  place: Element | null;
  /** The buttons that could be seen. */
  seenButtons: Element[];
  /** How many pages this tab had gone to. */
  wentTo: number;
}

/** While what was done before this script came is told: the page has heard of it long since. */
export const late = { is: false };

export const trials = new WeakMap<FormState, Trial>();

/** The fields of the form that can be seen. */
export const fieldsOf = (form: FormState): FieldState[] =>
  form.fields.filter(({ controls }) => controls.some((control) => isConnected(control) && isVisible(control)));

/** The button closes its dialog and sends nothing: one that is to cancel, or that only here is a dialog's. */
export const closes = (button: Element | null, root: Element): boolean =>
  !!button && button.matches(/dialog/i.test(attr(root, "method")) ? "[value=cancel i],[formnovalidate]" : "[formmethod=dialog i]");

/** Where the browser itself sends the form to, in this window; "" where the page does it in its own way, or to another. */
export const sentTo = ({ root, submit }: FormState, trial: Trial): string => {
  const submitter = submit && (submit as SubmitEvent).submitter;
  const said = (name: string): string => (submitter && attr(submitter, "form" + name)) || attr(root, name);
  const isHere = !/dialog/i.test(said("method")) && /^(_self|_top|_parent)?$/i.test(said("target"));
  return isHere && (trial.isSent || (submit && !submit.defaultPrevented)) ? new URL(said("action"), document.baseURI).origin : "";
};
