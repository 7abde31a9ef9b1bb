/* What is fetched later: `follow` judges what became of an attempt, finds errors and asks, once a person works in a form;
   `debug` and `frames` come where the tag asks for them. Each is handed what it shares with this script. */
import { guard, later } from "./guard";
import { shared } from "./shared";
import type { SiteSettings } from "./wire";

export { hooks, tell } from "./hooks";

/** `source` is where this script comes from, up to its /s/. */
export const site = { source: "" } as { source: string; settings: SiteSettings; script: HTMLScriptElement };

/** Where a module is: one of this build, for this site. */
export const addressOf = (name: string): string => `${site.source}/s/${name}-${site.settings.modules}.js?${site.settings.key}`;

const AGAIN_MS = 2_000;
const MOST_FAILURES = 8;

const coming: Record<string, Promise<void> | undefined> = {};
let failures = 0;

/** A browser may remember that an address failed, but not with another hash. */
const fetched = (name: string): Promise<void> =>
  (coming[name] ||= (name == "form" ? Promise.resolve() : fetched("form"))
    .then(() => import(addressOf(name) + "#" + failures))
    .then(
      (module) => module.default(shared()),
      (error) => {
        if (++failures < MOST_FAILURES) later(() => (coming[name] = undefined), AGAIN_MS);
        throw error;
      },
    ));

/** Fetches a module, once, after form/; `then` runs when it is there. What the network has lost is asked for again when
    it is next needed; a page whose CSP refuses it, or a server that stays down, leave nothing known. */
export const bring = (name: string, then?: () => void): void => {
  if (then || !coming[name]) fetched(name).then(then && guard(then)).catch(() => {});
};
