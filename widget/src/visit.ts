/* A visit: one tab's stay. A random id, no cookie; what is kept of it is kept as the owner's `data-storage` allows. */
import { now } from "./clock";
import { cut, json } from "./text";
import type { Batch, Moment, SiteSettings } from "./wire";

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
  consent: boolean;
  queue: Item[];
  /** A submit that is leading to another page. */
  leaving?: { item: Item; key: string; page: string; alerts: string; how: "navigated" | "request" | "" } | undefined;
}

/** Not crypto.randomUUID: that is missing where the page is not secure. */
export const uuid = (): string => {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte, at) => (at == 6 ? (byte & 15) | 64 : at == 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0"));
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

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
  let kept: State | undefined;
  try {
    storage = kind == "none" ? undefined : kind == "local" ? localStorage : sessionStorage;
    kept = JSON.parse(storage?.getItem(name) || "null") as State; // written by `keep`
  } catch {
    /* begins anew */
  }
  if (kept && now() - kept.at < VISIT_MS && Array.isArray(kept.queue)) visit = kept;
  else visit = newVisit(settings.holdout);
};

const newVisit = (holdout: number): State => {
  let referrer = "";
  try {
    const from = new URL(document.referrer);
    if (from.host != location.host) referrer = from.hostname;
  } catch {
    /* there is none */
  }
  return {
    id: uuid(),
    at: now(),
    head: {
      referrer: cut(referrer, 100) || undefined,
      medium: cut(new URLSearchParams(location.search).get("utm_medium") || "", 60) || undefined,
      holdout: Math.random() < holdout || undefined,
      attributes: undefined,
    },
    moments: {},
    once: [],
    done: [],
    consent: false,
    queue: [],
  };
};

/** The person is active: the visit lasts. */
export const stay = (): void => {
  visit.at = now();
};

const device = (): Batch["device"] =>
  matchMedia("(pointer:coarse)").matches ? (Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet") : undefined;

const isBot = (): boolean => navigator.webdriver || /headless|bot\b|crawl|spider/i.test(navigator.userAgent);

/** What begins every message. */
export const batchHead = (): Batch => ({
  v: 1,
  visit: visit.id,
  device: device(),
  language: cut(navigator.language || "", 35) || undefined,
  bot: isBot() || undefined,
  ...visit.head,
});
