/* Two clocks. `now` places things in time, across the pages of a tab. `awake` measures people: it stands still while
   the page is hidden, and when the machine slept: the beat comes every ten seconds, so a gap of a minute is a sleep
   (performance.now goes on during sleep on some systems and not on others). Both in whole milliseconds. */

const GAP_MS = 60_000;
let last = 0;
let total = 0;
let wasHidden: boolean;

/** When `performance.now()` was 0. */
export const { timeOrigin } = performance;

/** The time of the event that is under way, or is told of late: 0 before it was asked for, NaN where there is none. */
export const clock = { past: NaN };

/** Asked for once an event: between two keys a browser does so much else that a look at its clock takes longer than all the
    rest. */
export const now = (): number => {
  const time = clock.past || Math.round(timeOrigin + performance.now());
  return clock.past == 0 ? (clock.past = time) : time;
};

export const awake = (): number => {
  const passed = -last + (last = now());
  if (!wasHidden && passed < GAP_MS) total += passed;
  return total;
};

/** The page came up, or was hidden. */
export const turn = (): void => {
  awake();
  wasHidden = document.hidden;
};
