/* window.balk(verb, …): what the page may say itself. */
import type { Asking } from "./asking_host";
import { now } from "./clock";
import { attr, nearest, targetOf } from "./dom";
import { listen } from "./guard";
import { page } from "./identity";
import { on } from "./listeners";
import { type FormState, forms, type Outcome } from "./model";
import { lastSubmitted, settle } from "./outcome";
import { changedSomething, put } from "./send";
import { cut } from "./text";
import { visit } from "./visit";

/** By element or key; without one, the form last submitted or worked in. */
const formNamed = (which: unknown): FormState | undefined =>
  which ? forms.find((form) => form.root == which || form.is.key == which) : lastSubmitted() || forms[0];

const moment = (name: unknown, more?: { value?: number }): void => {
  const key = cut(String(name || "moment"), 60);
  const { moments } = visit;
  if (!moments[key] && Object.keys(moments).length > 50) return;
  const [known, at] = (moments[key] ||= [{ name: key, count: 0, page: page() }, now()]);
  known.count = Math.min((known.count || 0) + 1, 32_767);
  if (Math.abs(more?.value as number) < 1e12) known.value = more?.value as number;
  put("moments", key, { ...known, age_ms: 0 }, at);
  changedSomething();
};

const set = (given: Record<string, unknown>): void => {
  const { head } = visit;
  for (const [name, value] of Object.entries(given)) {
    const attributes = (head.attributes ||= {});
    if (Object.keys(attributes).length < 8 || name in attributes) attributes[cut(name, 60)] = cut(String(value), 60);
  }
  changedSomething();
};

const outcome = (which: unknown, kind: Outcome): void => {
  const form = formNamed(which);
  if (!form) return;
  form.view.attempts ||= 1;
  settle(form, kind, kind == "failed");
};

export const verbs = (asking: Asking): Record<string, (...given: never[]) => void> => ({
  success: (form?: unknown) => outcome(form, "api"),
  fail: (form?: unknown) => outcome(form, "failed"),
  moment,
  set,
  ask: (name?: string) => asking.ask(name),
  on,
});

export const watchMoments = (): void =>
  listen(document, "click", (event) => {
    const marked = nearest(targetOf(event), "[data-balk-moment]");
    if (event.isTrusted && marked) moment(attr(marked, "data-balk-moment"));
  });
