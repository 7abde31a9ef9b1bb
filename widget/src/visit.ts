/* A visit: one tab's stay. A random id, no cookie; what is kept of it is kept as the owner's `data-storage` allows. */
import { now } from "./clock";
import type { Outcome } from "./model";
import { cut, json } from "./text";
import type { Batch, Moment, SiteSettings, View } from "./wire";

const VISIT_MS = 30 * 60_000;

/** A message waiting for its acknowledgement: where it goes in a Batch, when it was made, and what it is. */
export type Item = [part: "forms" | "views" | "answers" | "moments", id: string, at: number, content: object];

interface State {
  id: string;
  /** Last activity. */
  at: number;
  /** What every message of the visit says of it. */
  head: Pick<Batch, "referrer" | "medium" | "holdout" | "attributes">;
  moments: Record<string, [Moment, number]>;
  /** Names asked for by firstTime, and views that were completed. */
  once: string[];
  done: string[];
  queue: Item[];
  /** A submit that is leading to another page. */
  leaving?: { view: View; at: number; alerts: string; how: Outcome } | undefined;
}

/** Not crypto.randomUUID: that is missing where the page is not secure. */
export const uuid = (): string =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (+digit ^ ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & (15 >> (+digit / 4)))).toString(16),
  );

export let visit: State;
let storage: Storage | undefined;
let name = "balk:";

/** Storage may be forbidden, full, or throw when merely looked at. */
export const keep = (): void => {
  try {
    storage?.setItem(name, json(visit));
  } catch {
    storage = undefined;
  }
};

export const forget = (): void => {
  try {
    storage?.removeItem(name);
  } catch {
    /* nothing to forget */
  }
  storage = undefined;
};

export const startVisit = (settings: SiteSettings, kind: string): void => {
  name += settings.key;
  visit = newVisit(settings.holdout);
  try {
    storage = kind == "none" ? undefined : kind == "local" ? localStorage : sessionStorage;
    const kept = JSON.parse(storage?.getItem(name) || "null") as State | null; // written by `keep`
    if (kept && now() - kept.at < VISIT_MS) visit = { ...visit, ...kept };
  } catch {
    /* begins anew */
  }
};

const newVisit = (holdout: number): State => {
  const from = document.referrer.split("/")[2] || "";
  return {
    id: uuid(),
    at: now(),
    head: {
      referrer: from == location.host ? "" : cut(from.replace(/:\d+$/, ""), 100),
      medium: cut(new URLSearchParams(location.search).get("utm_medium") || "", 60),
      holdout: Math.random() < holdout,
    },
    moments: {},
    once: [],
    done: [],
    queue: [],
  };
};

/** The person is active: the visit lasts. */
export const stay = (): void => {
  visit.at = now();
};

/** What begins every message. */
export const batchHead = (): Batch => ({
  v: 1,
  visit: visit.id,
  device: !matchMedia("(pointer:coarse)").matches ? undefined : Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet",
  language: cut(navigator.language || "", 35),
  bot: navigator.webdriver || /headless|bot\b|crawl|spider/i.test(navigator.userAgent),
  ...visit.head,
});
