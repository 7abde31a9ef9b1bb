/* What the asking side (triggers, prompt) may know of the capturing side, and nothing more. */
import type { Answer, SiteSettings } from "./wire";

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
  settings: SiteSettings;
  /** Address of /s/KEY.js; the prompt's module is new URL(settings.prompt_script, script). */
  script: string;
  holdout: boolean;
  /** Whether some view of this page or visit was completed. */
  completed(): boolean;
  spot(): Spot | null;
  /** performance.now() of the person's last key press or input on the page. */
  lastInput(): number;
  /** True the first time a name is asked for in this visit (kept as data-storage allows). */
  firstTime(name: string): boolean;
  /** Counts the event in the view and its steps. */
  happened(spot: Spot | null, what: "asked" | "answered" | "dismissed"): void;
  /** Takes an answer, or a newer seq of one, and sends it until it is acknowledged. */
  answer(answer: Answer): void;
  /** The page's own listeners of balk('on', …). */
  emit(event: "prompt" | "answer", detail: Record<string, unknown>): void;
  /** Wraps a listener so that it never throws into the page. */
  guard<A extends unknown[]>(fn: (...args: A) => void): (...args: A) => void;
}

/** What the capturing side calls; made by startAsking(host) in asking.ts. */
export interface Asking {
  /** balk('ask', name): shows a prompt now. */
  ask(name?: string): void;
}
