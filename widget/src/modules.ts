/* What is fetched later: `follow` judges what became of an attempt, finds errors and asks, once a person works in a form;
   `debug` and `frames` come where the tag asks for them. Each is handed what it shares with this script. */
import { guard } from "./guard";
import type { FormState } from "./model";
import { shared } from "./shared";
import type { SiteSettings } from "./wire";

export const site = { source: "" } as { source: string; settings: SiteSettings; script: HTMLScriptElement };

type Heard = [event: Event, target: Element];

/** Where `follow` listens; until it has come, what it would have heard is kept for it. */
export const hooks = { early: [] } as {
  early: Heard[];
  /** A press, or a field that stopped a submit. */
  heard?: (...what: Heard) => void;
  attempted?: (form: FormState) => void;
  /** The person goes on working in a form that was submitted. */
  edited?: (form: FormState) => void;
  /** The document changed. */
  changed?: () => void;
  /** Whether a request since the attempt was answered well. */
  isTaken?: (form: FormState) => boolean;
};

export const tell = (...what: Heard): void => {
  if (hooks.heard) hooks.heard(...what);
  else if (hooks.early.length < 50) hooks.early.push(what);
};

const coming: Record<string, Promise<void>> = {};

/** Fetches a module, once; `then` runs when it is there. A page whose CSP refuses it, or a server that is down, leave
    attempts unconfirmed. */
export const bring = (name: string, then = (): void => {}): void => {
  (coming[name] ||= import(new URL(site.settings.modules[name] as string, site.source).href).then((module) => module.default(shared())))
    .then(guard(then))
    .catch(() => {});
};
