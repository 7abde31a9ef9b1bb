/* window.balk(verb, …): what the page may say itself. */
import type { Asking } from "./asking_host";
import { nearest } from "./dom";
import { listen } from "./guard";
import { page } from "./identity";
import { on } from "./listeners";
import { type FormState, forms } from "./model";
import { now } from "./clock";
import { latest, settle } from "./outcome";
import { put, sendIn, changedSomething } from "./send";
import { cut } from "./text";
import { visit } from "./visit";
import { see } from "./view";
import type { Moment } from "./wire";

/** By element, key or selector; without one, the form last submitted or worked in. */
const formNamed = (which: unknown): FormState | undefined => {
  if (!which) return latest() || forms[0];
  const element = typeof which == "string" ? undefined : which;
  return forms.find((form) =>
    element ? form.root == element || (element instanceof Element && nearest(element, "*") == form.root) : form.key == which || matches(form, which as string),
  );
};

const matches = (form: FormState, selector: string): boolean => {
  try {
    return Element.prototype.matches.call(form.root, selector);
  } catch {
    return false; // a key that is no selector
  }
};

const moment = (name: unknown, more?: { value?: number }): void => {
  const key = cut(String(name ?? ""), 60);
  if (!key || (!visit.moments[key] && Object.keys(visit.moments).length > 50)) return;
  const [known, at] = visit.moments[key] || [{ name: key, count: 0, page: page() } as Moment, now()];
  const value = Number.isFinite(more?.value) && Math.abs(more?.value as number) < 1e12 ? more?.value : known.value;
  const next = { ...known, count: Math.min((known.count || 0) + 1, 32_767), value, age_ms: Math.max(0, now() - at) };
  visit.moments[key] = [next, at];
  put("moments", key, next);
  changedSomething();
};

const set = (given: Record<string, unknown>): void => {
  const all = { ...visit.head.attributes };
  for (const [name, value] of Object.entries(given)) all[cut(name, 60)] = cut(String(value), 60);
  visit.head.attributes = Object.fromEntries(Object.entries(all).slice(0, 8));
  changedSomething();
};

const outcome = (form: FormState | undefined, kind: "api" | "failed"): void => {
  if (!form) return;
  see(form);
  form.attempts ||= 1;
  settle(form, kind, kind == "failed");
  sendIn(0);
};

export const verbs = (asking: Asking): Record<string, (...given: never[]) => void> => ({
  success: (form?: unknown) => outcome(formNamed(form), "api"),
  fail: (form?: unknown) => outcome(formNamed(form), "failed"),
  moment,
  set,
  ask: (name?: string) => asking.ask(name),
  on,
});

export const watchMoments = (): void =>
  listen(document, "click", (event) => {
    const marked = event.target instanceof Element && nearest(event.target, "[data-balk-moment]");
    if (event.isTrusted && marked) moment(marked.getAttribute("data-balk-moment"));
  });
