/* The one place where the page is kept from our mistakes: whatever a listener does, nothing is thrown into the page. */

import { clock } from "./clock";

/** With `data-debug`, what shows on the page what is recorded hears of messages, their answers, and mistakes of ours. */
export const debugging: { tell?: (detail: unknown) => void } = {};

export const debug = (detail: unknown): void => debugging.tell?.(detail);

/** Of what is given, the first three come through: a list of all takes a key's handler longer than all else. */
export const guard = <A extends unknown[]>(body: (...given: A) => void): ((...given: A) => void) => {
  const inner = body as unknown as (one?: unknown, two?: unknown, three?: unknown) => void;
  return ((one?: unknown, two?: unknown, three?: unknown): void => {
    const before = clock.past;
    try {
      clock.past ||= 0;
      inner(one, two, three);
    } catch (error) {
      debug(error);
    } finally {
      clock.past = before;
    }
  }) as unknown as (...given: A) => void;
};

/** In the capture phase, where no handler of the page can stop an event before us; never delaying it. */
export const UNSEEN = { capture: true, passive: true };

/** To one or more types of events, and nothing that goes wrong gets into the page. */
export const listen = <E extends Event>(on: EventTarget, types: string, body: (event: E) => void): void => {
  const guarded = guard(body) as EventListener; // each caller names the event that its types carry
  for (const type of types.split(" ")) on.addEventListener(type, guarded, UNSEEN);
};

export const later = (body: () => void, ms = 0): number => window.setTimeout(guard(body), ms);
