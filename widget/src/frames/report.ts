/* What a frame may say. Everything else is refused, as anybody may write a message: each part is looked at and taken
   over, bounded, into an object of our own. */
import { OUTCOMES } from "../model";
import { clean, cut } from "../text";
import type { Field, Touched, View } from "../wire";

const MOST_FIELDS = 100;
const MOST_MS = 3e9;

export interface FrameView {
  id: string;
  form: string;
  touched: Required<Touched>[];
  /** Kind * 1000 + index in `touched`. */
  steps: number[];
  /** Index in `touched` of the field last interacted with. */
  last: number;
  outcome: NonNullable<View["outcome"]>;
  at_submit: boolean;
  blind_spots: number;
}

export interface FrameReport {
  forms: { key: string; fields: Required<Field>[] }[];
  views: FrameView[];
}

type Parts = Record<string, unknown>;

const refuse = (): never => {
  throw new TypeError("a frame says what no frame says");
};

const text = (given: unknown, most: number): string => (typeof given == "string" && given.length <= most ? cut(given, most) : refuse());

const key = (given: unknown): string => text(given, 120) || refuse();

const whole = (given: unknown, most = 32_767, least = 0): number =>
  Number.isInteger(given) && (given as number) >= least && (given as number) <= most ? (given as number) : refuse();

const list = <T>(given: unknown, most: number, each: (item: unknown) => T): T[] =>
  given === undefined ? [] : Array.isArray(given) && given.length <= most ? Array.from(given, each) : refuse();

const parts = (given: unknown): Parts => (given && typeof given == "object" && !Array.isArray(given) ? (given as Parts) : refuse());

const field = (given: unknown): Required<Field> => {
  const { key: name, label = "", type = "", required, conditional } = parts(given);
  if (!/^[a-z-]{0,40}$/.test(text(type, 40))) refuse();
  return {
    key: key(name),
    label: clean(text(label, 160)),
    type: (type as string) || "text",
    required: required === true,
    conditional: conditional === true,
  };
};

const touched = (given: unknown): Required<Touched> => {
  const [name, end = 0, active = 0, hesitation = -1, flags = 0, returns = 0, corrections = 0, refills = 0, rage = 0, errors] = list(given, 10, (part) => part);
  return [
    key(name),
    whole(end, 3) as 0 | 1 | 2 | 3,
    whole(active, MOST_MS),
    whole(hesitation, MOST_MS, -1),
    whole(flags, 7),
    whole(returns),
    whole(corrections),
    whole(refills),
    whole(rage),
    list(errors, 8, (error) => {
      const [message, count] = list(error, 2, (part) => part);
      return [clean(text(message, 160)), whole(count)];
    }),
  ];
};

const view = (given: unknown): FrameView => {
  const { id, form, touched: fields, steps, last = -1, outcome = "", at_submit, blind_spots = 0 } = parts(given);
  const at = OUTCOMES.indexOf(outcome as FrameView["outcome"]);
  return {
    id: text(id, 36),
    form: key(form),
    touched: list(fields, MOST_FIELDS, touched),
    steps: list(steps, 800, (step) => whole(step, 1e9)).filter((_, place) => place % 2),
    last: whole(last, MOST_FIELDS, -1),
    outcome: OUTCOMES[at] ?? refuse(),
    at_submit: at_submit === true,
    blind_spots: whole(blind_spots, 100),
  };
};

/** What the message says, or null where it is none of ours. Throws where it is not as it should be. */
export const reportIn = (message: unknown): FrameReport | null => {
  if (!message || typeof message != "object" || (message as Parts)["balk"] !== 1) return null;
  const { forms, views } = message as Parts;
  return {
    forms: list(forms, 10, (form) => {
      const { key: name, fields } = parts(form);
      return { key: key(name), fields: list(fields, MOST_FIELDS, field) };
    }),
    views: list(views, 10, view),
  };
};
