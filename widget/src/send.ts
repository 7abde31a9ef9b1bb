/* Sending. The outbox holds the newest snapshot of everything until the server has acknowledged it (204): lost,
   repeated and reordered messages change nothing. `fetch` with keepalive while the page lives, a beacon when it is
   hidden: a page may never get another chance, and sendBeacon says nothing about what became of it. */
import { now } from "./clock";
import { debug, guard, later, listen } from "./guard";
import { hooks } from "./hooks";
import { json } from "./text";
import { batchHead, forget, hold, type Item, keep, outbox, recall } from "./visit";

export { outbox };

const FIRST_MS = 3_000;
const EVERY_MS = 10_000;
const MOST_BYTES = 50_000;
const MOST_ITEMS = 25;

/** Definitions that were acknowledged. */
const known = new Set<string>();
let url: string;
/** Not before `startSending`, and never after a refusal or a withdrawal. */
let stopped = true;
let timer: number;
let timerAt = Infinity;
let sentAt = 0;
let waitUntil = 0;
let failures = 0;
let sending = 0;

export const startSending = (to: string): void => {
  url = to;
  stopped = false;
  listen(window, "online", () => sendIn((waitUntil = 0)));
};

export const stopSending = (): void => {
  stopped = true;
  forget();
};

/** Sends what earlier pages could not. */
export const resume = (): void => {
  recall(1);
  if (outbox.size) sendIn(FIRST_MS);
};

/** Takes what is to be sent in place of an older one of the same id. A form goes out until it was acknowledged. */
export const put = (part: Item[0], id: string, content: object, at = now()): void => {
  const name = part + id;
  if (!(stopped || outbox.size > 200 || known.has(name) || (part == "forms" && outbox.has(name)))) hold([part, id, at, content]);
};

export const sendIn = (ms = 0): void => {
  const at = Math.max(now() + ms, waitUntil);
  if (stopped || at >= timerAt) return;
  clearTimeout(timer);
  timerAt = at;
  timer = later(send, at - now());
};

/** Something changed: it goes out soon, and then every ten seconds at most. */
export const changedSomething = (): void => sendIn(sentAt ? Math.max(0, sentAt + EVERY_MS - now()) : FIRST_MS);

const bodyOf = (items: Item[]): string => {
  const batch = batchHead();
  for (const [part, , at, content] of items) {
    const aged = { ...content } as Record<string, number>;
    // Times count back from the moment of sending.
    for (const name of ["age_ms", "idle_ms"]) if (name in aged) aged[name] = Math.max(0, Math.min(3e9, (aged[name] as number) + now() - at));
    ((batch[part] ||= []) as object[]).push(aged);
  }
  const body = json(batch);
  debug(body);
  return body;
};

/** Everything unacknowledged, in messages that are small enough. */
const messages = (): Item[][] => {
  hooks.collect?.();
  const parts: Item[][] = [];
  let room = 0;
  for (const item of outbox.values()) {
    const size = json(item).length * 1.5; // most text is Latin
    if ((room -= size) < 0 || (parts[0] as Item[]).length > MOST_ITEMS) {
      parts.unshift([]);
      room = MOST_BYTES - size;
    }
    (parts[0] as Item[]).push(item);
  }
  return parts;
};

const send = (): void => {
  timerAt = Infinity;
  if (sending && now() - sending < 3 * EVERY_MS) return sendIn(1_000);
  const [items] = messages();
  if (!items || stopped) return;
  sentAt = sending = now();
  fetch(url, { method: "POST", body: bodyOf(items), keepalive: true, credentials: "omit" }).then(
    guard(({ status, headers }: Response) => answered(items, status, +(headers.get("Retry-After") || 0))),
    guard(() => answered(items)),
  );
};

/** `status` is 0 where there was no answer. 204 is the promise; a body that was refused would be refused again. */
const answered = (items: Item[], status = 0, seconds = 0): void => {
  debug(status);
  sending = 0;
  if (stopped) return;
  if (status == 403 || status == 404) return stopSending();
  if (status == 204 || (status >= 400 && status < 500 && status != 429)) {
    waitUntil = failures = 0;
    for (const item of items) {
      const name = item[0] + item[1];
      if (outbox.get(name) == item) outbox.delete(name);
      if (item[0] == "forms") known.add(name);
    }
  } else waitUntil = now() + (seconds * 1_000 || Math.min(300_000, 5_000 * 2 ** failures++));
  keep();
  if (outbox.size) sendIn();
};

/** Told to a beacon: not told again by the next one, as hiding and leaving come together. */
const told = new WeakSet<Item>();

/** The page is hidden, perhaps for good. */
export const sendLast = (): void => {
  if (stopped) return;
  recall();
  for (const items of messages()) {
    const news = items.filter((item) => !told.has(item) && told.add(item));
    if (news[0]) navigator.sendBeacon(url, bodyOf(news));
  }
  keep();
};
