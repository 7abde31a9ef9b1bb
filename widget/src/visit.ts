/* A visit: one tab's stay. A random id, no cookie; what is kept of it is kept as the owner's `data-storage` allows. */
import { now } from "./clock";
import { guard } from "./guard";
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
  /** Names asked for by firstTime. */
  once: string[];
  /** A view was completed. */
  done?: boolean;
  queue: Item[];
  /** A submit that is leading to another page. */
  leaving?: { view: View; at: number; since: number; alerts: string; how: Outcome } | undefined;
}

/** Not crypto.randomUUID: that is missing where the page is not secure. */
export const uuid = (): string => {
  const random = crypto.getRandomValues(new Uint8Array(36));
  return "00000000-0000-4000-8000-000000000000".replace(/0/g, (_, at: number) => ((random[at] as number) & 15).toString(16));
};

export let visit: State;
let storage: Storage | undefined;
let name: string;

/* Storage may be forbidden, full, or throw when merely looked at. */

export const keep = guard(() => storage?.setItem(name, json(visit)));

export const forget = guard(() => {
  storage?.removeItem(name);
  storage = undefined;
});

/** True the first time that it is asked for in this visit. */
export const firstTime = (what: string): boolean => {
  if (visit.once.includes(what)) return false;
  visit.once.push(what);
  keep();
  return true;
};

export const startVisit = guard((settings: SiteSettings, kind: string) => {
  const from = document.referrer.split("/")[2] || "";
  visit = {
    id: uuid(),
    at: now(),
    head: {
      referrer: from == location.host ? "" : cut(from.replace(/:\d+$/, ""), 100),
      medium: cut(new URLSearchParams(location.search).get("utm_medium") || "", 60),
      holdout: Math.random() < settings.holdout,
    },
    moments: {},
    once: [],
    queue: [],
  };
  name = "balk:" + settings.key;
  if (kind != "none") storage = kind == "local" ? localStorage : sessionStorage;
  const kept = JSON.parse(storage?.getItem(name) || "{}") as State; // written by `keep`
  if (now() - kept.at < VISIT_MS) visit = { ...visit, ...kept };
});

/** What begins every message. */
export const batchHead = (): Batch => ({
  v: 1,
  visit: visit.id,
  device: !matchMedia("(pointer:coarse)").matches ? undefined : Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet",
  language: cut(navigator.language || "", 35),
  bot: navigator.webdriver || /headless|bot\b|crawl|spider/i.test(navigator.userAgent),
  ...visit.head,
});
