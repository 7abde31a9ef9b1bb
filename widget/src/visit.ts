/* A visit: one tab's stay. A random id, no cookie; what is kept of it is kept as the owner's `data-storage` allows. */
import { now } from "./clock";
import { guard } from "./guard";
import type { Outcome } from "./model";
import { cut, json } from "./text";
import type { Batch, Moment, SiteSettings, View } from "./wire";

const VISIT_MS = 30 * 60_000;
const MOST_BYTES = 50_000;

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
  /** What waited when it was last kept. */
  queue: Item[];
  /** A submit that is leading to another page. */
  leaving?: { view: View; at: number; since: number; alerts: string; how: Outcome } | undefined;
}

/** Not crypto.randomUUID: that is missing where the page is not secure. */
export const uuid = (): string => {
  const random = crypto.getRandomValues(new Uint8Array(36));
  return "00000000-0000-4000-8000-000000000000".replace(/0/g, (_, at: number) => ((random[at] as number) & 15).toString(16));
};

export const visit: State = { id: "", at: now(), head: {}, moments: {}, once: [], queue: [] };

/** The newest of everything that the server has not acknowledged. */
export const outbox = new Map<string, Item>();
/** What was ever in it. */
const ours = new Set<string>();

export const hold = (item: Item): void => {
  const name = item[0] + item[1];
  ours.add(name);
  outbox.set(name, item);
};

let place: "sessionStorage" | "localStorage" | undefined;
let name: string;

/* Storage may be forbidden, full, or throw when merely looked at; the first look takes a page's time, so it waits until
   something is to be kept. With `data-storage=local` other tabs write there too. */

const kept = (): State => JSON.parse((place && window[place].getItem(name)) || "{}") as State; // written by `keep`

const isFresh = ({ at }: State): boolean => now() - at < VISIT_MS;

/** Brings back what earlier pages of the visit have kept, or begins one: once. With `again` it only looks what is kept. */
export const recall = guard((again?: unknown) => {
  if (!again) {
    if (visit.id) return;
    visit.id = uuid();
    visit.head = arrival();
  }
  const state = kept();
  if (isFresh(state)) Object.assign(visit, state).queue.forEach(hold);
});

/** What other tabs have left there waits on, also what two tabs that were opened at once call two visits. */
export const keep = guard(() => {
  recall();
  if (!place) return;
  const state = kept();
  let room = MOST_BYTES;
  const others = (isFresh(state) && state.queue) || [];
  visit.queue = [...others.filter(([part, id]) => !ours.has(part + id)), ...outbox.values()].filter((item) => (room -= json(item).length) > 0);
  window[place].setItem(name, json({ ...(state.id == visit.id && state), ...visit }));
});

/** Forgets what waits, and what was kept with the consent given on an earlier page. */
export const forget = guard(() => {
  place = undefined;
  outbox.clear();
  sessionStorage.removeItem(name);
  localStorage.removeItem(name);
});

/** True the first time that it is asked for in this visit. */
export const firstTime = (what: string): boolean => {
  if (visit.once.includes(what)) return false;
  visit.once.push(what);
  keep();
  return true;
};

/** Asked for once something is to be told: most pages never do. */
let arrival: () => State["head"];

export const startVisit = (settings: SiteSettings, storage: string): void => {
  name = "balk:" + settings.key;
  if (storage != "none") place = storage == "local" ? "localStorage" : "sessionStorage";
  const { search, host } = location; // which a page may change without a load
  arrival = () => {
    const from = document.referrer.split("/")[2] || "";
    return {
      referrer: from == host ? "" : cut(from.replace(/:\d+$/, ""), 100),
      medium: cut((search && new URLSearchParams(search).get("utm_medium")) || "", 60),
      holdout: Math.random() < settings.holdout,
    };
  };
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
