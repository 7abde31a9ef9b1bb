/* Made from src/balk/wire.py by `python -m balk.typescript`. Do not edit. */

export const VERSION = 1;
export const CHANGED = 1;
export const AUTOFILLED = 2;
export const PASTED = 4;
export const STEP_KINDS = ["focus", "change", "error", "attempt", "failed", "success", "asked", "answered", "dismissed", "hidden", "shown"] as const;

/** One message of one visit. */
export interface Batch {
  v: number;
  visit: string;
  device?: "desktop" | "phone" | "tablet";
  language?: string;
  referrer?: string;
  medium?: string;
  bot?: boolean;
  holdout?: boolean;
  attributes?: Record<string, string>;
  forms?: Form[];
  views?: View[];
  answers?: Answer[];
  moments?: Moment[];
}

/** A form's definition. Sent until a message that carried it was acknowledged. */
export interface Form {
  key: string;
  version: string;
  name?: string;
  fields?: Field[];
}

/** One field as the form defines it; the same in every view of a version. */
export interface Field {
  key: string;
  label?: string;
  type?: string;
  required?: boolean;
  conditional?: boolean;
}

/** One form seen once, whole, as it stands at `seq`. The server keeps the highest `seq` of a view. */
export interface View {
  id: string;
  seq: number;
  form: string;
  version: string;
  page?: string;
  age_ms?: number;
  idle_ms?: number;
  active_ms?: number;
  touched?: Touched[];
  steps?: number[];
  last?: number;
  attempts?: number;
  failed?: number;
  outcome?: "" | "api" | "failed" | "navigated" | "pending" | "request" | "rule";
  at_submit?: boolean;
  errors?: FieldError[];
  blind_spots?: number;
  shown?: number;
  answered?: number;
  dismissed?: number;
}

/** What a person did with one field of a view, so far. A JSON array; trailing defaults may be left out. */
export type Touched = [key: string, end?: 0 | 1 | 2 | 3, active_ms?: number, hesitation_ms?: number, flags?: number, returns?: number, corrections?: number, refills?: number, rage_clicks?: number, errors?: FieldError[]];

/** A message that came up at a field, or about a form, with anything that the person typed taken out of it. */
export type FieldError = [message: string, count: number];

/** What a person gave to a prompt, so far. The server keeps the highest `seq` of an answer. */
export interface Answer {
  id: string;
  prompt: string;
  seq?: number;
  question?: string;
  view?: string | null;
  form?: string | null;
  field?: string | null;
  page?: string;
  choices?: string[];
  score?: number | null;
  text?: string;
  age_ms?: number;
}

/** A micro-conversion of a visit, so far: how often, and when first. */
export interface Moment {
  name: string;
  count?: number;
  value?: number | null;
  page?: string;
  age_ms?: number;
}

/** What `/s/KEY.js` carries inside: what the script must know of its site on every page. */
export interface SiteSettings {
  key: string;
  holdout: number;
  modules: string;
}

/** What `follow` carries inside: what must be known of the site once a person works in a form. */
export interface FollowSettings {
  prompts?: PromptSettings[];
  success_rules?: SuccessRule[];
}

/** The prompt as the widget needs it. */
export interface PromptSettings {
  name: string;
  question: string;
  choices: PromptChoice[];
  hesitation_ms: number;
}

/** One choice as the widget shows it. */
export interface PromptChoice {
  id: string;
  text: string;
}

/** The owner's own sign that a form was sent (METRICS, evidence `rule`): an address, or something that appears. */
export interface SuccessRule {
  form?: string;
  url?: string;
  selector?: string;
}
