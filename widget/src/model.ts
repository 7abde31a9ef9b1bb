/* What is known of a form on this page, of its fields, and of the view of it. What goes over the wire is kept as the
   wire has it. Names that are in no wire and no document are shortened by build.mjs, which lists them. */
import type { Field, Form, Touched, View } from "./wire";

/** Places in the wire's names of outcomes, the strongest evidence last. */
export const enum Outcome {
  none,
  pending,
  failed,
  request,
  navigated,
  rule,
  api,
}

export const OUTCOMES = "|pending|failed|request|navigated|rule|api".split("|") as NonNullable<View["outcome"]>[];

/** Places in `Touched`. */
export const enum At {
  end = 1,
  active,
  hesitation,
  flags,
  returns,
  corrections,
  refills,
  rage,
  errors,
}

export interface FieldState {
  form: FormState;
  is: Required<Field>;
  did: Required<Touched>;
  controls: Element[];
  /** The native control or custom element that they stand for, if there is one; and what its name is known again by. */
  owner: Element;
  trace: string;
  /** Its label as it stands there. */
  plain?: string;
  /** Password, card and one-time code: focus, blur and errors only. */
  secret: boolean;
  /** Place in `FormState.touched`; -1 while nobody touched it. */
  index: number;
  /** By the awake clock: the first focus (-1 for none), the present one, and the last sign of life in it. */
  firstFocus: number;
  focusedAt: number;
  actedAt: number;
  /** A person was in it before. */
  visited?: boolean;
  /** In the present focus: was it changed, is a burst of deleting going on. */
  changed?: boolean;
  deleting?: boolean;
  typed?: boolean;
  leftFilled?: boolean;
  /** The message that is showing, at which attempt it came up, and whether it is the browser's own. */
  showing?: string;
  shownAt?: number;
  native?: boolean;
}

export interface FormState {
  root: Element;
  is: Form & { fields: Field[] };
  view: Required<View>;
  outcome: Outcome;
  fields: FieldState[];
  keys: Set<string>;
  /** In order of first touch. */
  touched: FieldState[];
  /** `now` of the moment it was first seen, 0 before; of the last thing that happened in it; of its last step. */
  seenAt: number;
  lastAt: number;
  stepAt: number;
  /** Something is not sent yet. */
  dirty?: boolean;
  /** Of the last attempt: its event (none for a press that sent none), when, and the alerts that stood there. */
  submit?: Event | null;
  attemptAt: number;
  alerts: string;
  /** How often the browser stopped a submit because of a field. */
  stops: number;
}

export const forms: FormState[] = [];
export const fieldsByControl = new WeakMap<EventTarget, FieldState>();

export const formAt = (root: Element | null): FormState | undefined => forms.find((form) => form.root == root);

/** One that only came in sight stands behind those that the person was in. */
const rank = ({ lastAt, touched }: FormState): number => (touched[0] ? lastAt : lastAt / 2);

/** The form that something last happened in. */
export const latest = (): FormState | undefined => forms.filter((form) => form.lastAt).sort((a, b) => rank(b) - rank(a))[0];

/** The latest submitted form, else the one last worked in. */
export const lastSubmitted = (): FormState | undefined =>
  forms.filter((form) => form.attemptAt).sort((a, b) => b.attemptAt - a.attemptAt)[0] || latest();
