/* Two clocks. `now` places things in time, across the pages of a tab. `awake` measures people: it stands still while
   the page is hidden, and when the machine slept: the beat comes every ten seconds, so a gap of a minute is a sleep
   (performance.now goes on during sleep on some systems and not on others). */
import { listen } from "./guard";

const GAP_MS = 60_000;
let last = performance.now();
let total = 0;
let visible = true;

export const now = (): number => Math.round(performance.timeOrigin + performance.now());

export const awake = (): number => {
  const time = performance.now();
  if (visible && time - last < GAP_MS) total += time - last;
  last = time;
  return total;
};

export const isHidden = (): boolean => document.visibilityState == "hidden";

export const startClock = (): void => {
  visible = !isHidden();
  listen(document, "visibilitychange", () => {
    awake();
    visible = !isHidden();
  });
  setInterval(awake, 10_000);
};
