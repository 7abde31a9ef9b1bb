/* What the prompt may know of the capturing side, and nothing more. */
import type { Answer } from "../wire";

/** Where the person is: the view they last touched, and the field focused or last interacted with in it. */
export interface Spot {
  view: string;
  form: string;
  /** Key and label of the field; null when none was touched yet. */
  field: string | null;
  label: string | null;
  element: Element | null;
  focused: boolean;
  /** Milliseconds focused since the last focus without a change of value; 0 when not focused. */
  hesitated: number;
}

export interface AskHost {
  /** Whether some view of this page or visit was completed. */
  completed(): boolean;
  /** Counts the event in the view and its steps. */
  happened(spot: Spot | null, what: "asked" | "answered" | "dismissed"): void;
  /** Takes an answer, or a newer seq of one, and sends it until it is acknowledged. */
  answer(answer: Answer): void;
  /** The page's own listeners of balk('on', …). */
  emit(event: "prompt" | "answer", detail: Record<string, unknown>): void;
  /** Wraps a listener so that it never throws into the page. */
  guard<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void;
}
