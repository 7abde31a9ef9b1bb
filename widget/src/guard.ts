/* The one place where the page is kept from our mistakes: whatever a listener does, nothing is thrown into the page. */

import { clock, now } from "./clock";

/** With `data-debug`, what shows on the page what is recorded hears of messages, their answers, and mistakes of ours. */
export const debugging: { tell?: (detail: unknown) => void } = {};

export const debug = (detail: unknown): void => debugging.tell?.(detail);

export const guard =
  <A extends unknown[]>(body: (...given: A) => void) =>
  (...given: A): void => {
    try {
      body(...given);
    } catch (error) {
      debug(error);
    }
  };

/** Listens in the capture phase, where no handler of the page can stop an event before us, and never delays it. The clock
    is looked at once an event. */
export const listen = <E extends Event>(on: EventTarget, types: string, body: (event: E) => void): void => {
  const guarded = guard((event: E) => {
    const before = clock.past;
    clock.past = now();
    try {
      body(event);
    } finally {
      clock.past = before;
    }
  }) as EventListener; // each caller names the event that its types carry
  for (const type of types.split(" ")) on.addEventListener(type, guarded, { capture: true, passive: true });
};

export const later = (body: () => void, ms = 0): number => window.setTimeout(guard(body), ms);
