/* window.balk(verb, …): what the page may say itself. */
import { now } from "./clock";
import { page } from "./identity";
import { changedSomething, put } from "./send";
import { cut } from "./text";
import { recall, visit } from "./visit";

export const moment = (name: unknown, more?: { value?: number }): void => {
  const key = typeof name == "string" && cut(name, 60);
  if (!key) return;
  recall();
  const { moments } = visit;
  if (!moments[key] && Object.keys(moments).length > 50) return;
  const [known, at] = (moments[key] ||= [{ name: key, count: 0, page: page() }, now()]);
  known.count = Math.min((known.count || 0) + 1, 32_767);
  if (Math.abs(more?.value as number) < 1e12) known.value = more?.value as number;
  put("moments", key, { ...known, age_ms: 0 }, at);
  changedSomething();
};

const set = (given: Record<string, unknown>): void => {
  recall();
  const attributes = (visit.head.attributes ||= {});
  for (const [name, value] of Object.entries(given)) {
    const key = cut(name, 60);
    if (Object.keys(attributes).length < 8 || key in attributes) attributes[key] = cut(String(value), 60);
  }
  changedSomething();
};

export const verbs: Record<string, (...given: never[]) => void> = {
  moment,
  set,
};
