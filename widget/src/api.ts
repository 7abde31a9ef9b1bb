/* window.balk(verb, …): what the page may say itself. */
import { now } from "./clock";
import { scan } from "./find";
import { page } from "./identity";
import { on } from "./listeners";
import { type FormState, forms, lastSubmitted, Outcome } from "./model";
import { settle } from "./outcome";
import { changedSomething, put } from "./send";
import { cut } from "./text";
import { visit } from "./visit";

/** By element or key; without one, the form last submitted or worked in. */
const formNamed = (which: unknown): FormState | undefined => {
  if (!forms[0]) scan();
  return which ? forms.find((form) => form.root == which || form.is.key == which) : lastSubmitted() || forms[0];
};

export const moment = (name: unknown, more?: { value?: number }): void => {
  const key = typeof name == "string" && cut(name, 60);
  if (!key) return;
  const { moments } = visit;
  if (!moments[key] && Object.keys(moments).length > 50) return;
  const [known, at] = (moments[key] ||= [{ name: key, count: 0, page: page() }, now()]);
  known.count = Math.min((known.count || 0) + 1, 32_767);
  if (Math.abs(more?.value as number) < 1e12) known.value = more?.value as number;
  put("moments", key, { ...known, age_ms: 0 }, at);
  changedSomething();
};

const set = (given: Record<string, unknown>): void => {
  const attributes = (visit.head.attributes ||= {});
  for (const [name, value] of Object.entries(given)) {
    if (Object.keys(attributes).length < 8 || name in attributes) attributes[cut(name, 60)] = cut(String(value), 60);
  }
  changedSomething();
};

const outcome =
  (kind: Outcome) =>
  (which?: unknown): void => {
    const form = formNamed(which);
    if (!form) return;
    form.view.attempts ||= 1;
    settle(form, kind, kind == Outcome.failed);
  };

export const verbs: Record<string, (...given: never[]) => void> = {
  success: outcome(Outcome.api),
  fail: outcome(Outcome.failed),
  moment,
  set,
  on,
};
