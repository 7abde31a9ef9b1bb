/* Sending. The outbox holds the newest snapshot of everything until the server has acknowledged it (204): lost,
   repeated and reordered messages change nothing. `fetch` with keepalive while the page lives, a beacon when it is
   hidden: a page may never get another chance, and sendBeacon says nothing about what became of it. */
import { now } from "./clock";
import { debug, guard, later } from "./guard";
import { json } from "./text";
import { batchHead, type Item, keep, visit } from "./visit";
import type { Batch } from "./wire";

const FIRST_MS = 3_000;
const EVERY_MS = 10_000;
const MOST_BYTES = 50_000;
const MOST_ITEMS = 25;

const outbox = new Map<string, Item>();
const known = new Set<string>();
const link = { url: "", collect: (): void => {}, stopped: true };
let timer = 0;
let timerAt = Infinity;
let sentAt = 0;
let waitUntil = 0;
let failures = 0;
let sending = 0;

export const startSending = (url: string, collect: () => void): void => {
  Object.assign(link, { url, collect, stopped: false });
  for (const item of visit.queue) outbox.set(item[0] + item[1], item);
  if (outbox.size) sendIn(FIRST_MS);
};

export const stopSending = (): void => {
  link.stopped = true;
  outbox.clear();
};

/** Takes what is to be sent in place of an older one of the same id. A form goes out until it was acknowledged. */
export const put = (part: Item[0], id: string, content: object): void => {
  const name = part + id;
  if (link.stopped || known.has(name)) return;
  if (part == "forms") {
    if (outbox.has(name)) return;
  } else if (outbox.size > 200) return;
  outbox.set(name, [part, id, now(), content]);
};

export const sendIn = (ms: number): void => {
  const at = Math.max(performance.now() + ms, waitUntil);
  if (link.stopped || at >= timerAt) return;
  clearTimeout(timer);
  timerAt = at;
  timer = later(send, at - performance.now());
};

/** Something changed: it goes out soon, and then every ten seconds at most. */
export const changedSomething = (): void => {
  if (timerAt == Infinity) sendIn(sentAt ? Math.max(0, sentAt + EVERY_MS - performance.now()) : FIRST_MS);
};

const bodyOf = (items: Item[]): string => {
  const batch: Batch & Record<string, unknown> = batchHead() as Batch & Record<string, unknown>;
  for (const [part, , at, content] of items) {
    const { age_ms, idle_ms } = content as { age_ms?: number; idle_ms?: number };
    const late = Math.max(0, now() - at);
    // Times count back from the moment of sending.
    const aged = { ...content, age_ms: age_ms === undefined ? age_ms : age_ms + late, idle_ms: idle_ms === undefined ? idle_ms : idle_ms + late };
    ((batch[part] ||= []) as object[]).push(aged);
  }
  return json(batch);
};

/** Everything unacknowledged, in messages that are small enough. */
const messages = (): Item[][] => {
  link.collect();
  const parts: Item[][] = [];
  let bytes = Infinity;
  for (const item of outbox.values()) {
    const size = json(item).length * 1.5; // most text is Latin
    const part = parts[parts.length - 1];
    if (part && bytes + size < MOST_BYTES && part.length < MOST_ITEMS) {
      part.push(item);
      bytes += size;
    } else {
      parts.push([item]);
      bytes = size;
    }
  }
  return parts;
};

const taken = (items: Item[]): void => {
  for (const item of items) {
    const name = item[0] + item[1];
    if (outbox.get(name) == item) outbox.delete(name);
    if (item[0] == "forms") known.add(name);
  }
};

const send = (): void => {
  timerAt = Infinity;
  if (sending && performance.now() - sending < 3 * EVERY_MS) return sendIn(1_000);
  const [items] = messages();
  if (!items || link.stopped) return;
  sentAt = sending = performance.now();
  const body = bodyOf(items);
  debug("send", body);
  fetch(link.url, { method: "POST", body, keepalive: true, mode: "cors", credentials: "omit" }).then(
    guard((response: Response) => answered(items, response)),
    guard(() => refused(0)),
  );
};

const answered = (items: Item[], response: Response): void => {
  sending = 0;
  const { status } = response;
  if (status == 403 || status == 404) return stopSending();
  if (status == 429 || status >= 500) return refused(Number(response.headers.get("Retry-After")) || 0);
  failures = 0;
  // 204 is the promise; a body that was refused would be refused again.
  if (status == 204 || status >= 400) taken(items);
  keepQueue();
  if (outbox.size) sendIn(0);
};

const refused = (seconds: number): void => {
  sending = 0;
  const wait = seconds * 1_000 || Math.min(300_000, 5_000 * 2 ** failures++);
  waitUntil = performance.now() + wait;
  keepQueue();
  sendIn(wait);
};

const keepQueue = (): void => {
  let room = MOST_BYTES;
  visit.queue = [...outbox.values()].filter((item) => (room -= json(item).length) > 0);
  keep();
};

/** The page is hidden, perhaps for good. */
export const sendLast = (): void => {
  if (link.stopped) return;
  for (const items of messages()) navigator.sendBeacon(link.url, bodyOf(items));
  keepQueue();
};
