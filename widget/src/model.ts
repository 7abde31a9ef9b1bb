/* What is known of a form on this page, of its fields, and of the view of it. */
import type { Field, FieldError, View } from "./wire";

export type Outcome = NonNullable<View["outcome"]>;

export interface FieldState extends Required<Field> {
  form: FormState;
  controls: Element[];
  /** Password, card and one-time code: focus, blur and errors only. */
  secret: boolean;
  /** Place in `FormState.touched`; -1 while nobody touched it. */
  index: number;
  end: 0 | 1 | 2 | 3;
  /** By the awake clock: the first focus (-1 for none), the present one, and the last sign of life in it. */
  firstFocus: number;
  focusedAt: number;
  actedAt: number;
  active: number;
  /** All focused time, for a field that is never changed. */
  focused: number;
  hesitation: number;
  flags: number;
  returns: number;
  corrections: number;
  refills: number;
  rage: number;
  errors: FieldError[];
  /** In the present focus: was it changed, was something typed, is a burst of deleting going on. */
  changed: boolean;
  typed: boolean;
  deleting: boolean;
  leftFilled: boolean;
  /** A person was in it before. */
  visited: boolean;
  /** The message that is showing, and the attempt it came up at. */
  showing: string;
  shownAt: number;
  /** That message is the browser's own, and is gone when the field is valid. */
  native: boolean;
  /** Texts tied to it when it was found: hints, not errors. */
  hints: string;
}

export interface FormState {
  root: Element;
  key: string;
  name: string;
  version: string;
  keys: Set<string>;
  fields: FieldState[];
  id: string;
  seq: number;
  page: string;
  /** `now` of the moment it was first seen, 0 before; and of the last thing that happened in it. */
  seenAt: number;
  lastAt: number;
  dirty: boolean;
  touched: FieldState[];
  steps: number[];
  stepAt: number;
  last: number;
  attempts: number;
  failed: number;
  outcome: Outcome;
  atSubmit: boolean;
  blindSpots: number;
  asked: number;
  answered: number;
  dismissed: number;
  /** Of the last attempt: its event (none for a press that sent no event), when, and the alerts that stood there. */
  submit: Event | null;
  attemptAt: number;
  alerts: string;
  /** How often the browser stopped a submit because of a field. */
  stops: number;
}

export const forms: FormState[] = [];
export const fieldsByControl = new WeakMap<Element, FieldState>();
