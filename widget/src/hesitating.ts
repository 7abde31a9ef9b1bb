/* Hesitation: a field has the focus and its value does not change. */
import type { AskHost } from "./asking_host";

const LOOK_EVERY_MS = 1000;

/** Calls `hesitating`, each second, while a field has been focused for `after` ms without a change, in a visible page. */
export function watchHesitation(host: AskHost, after: number, hesitating: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;

  const look = host.guard(() => {
    const spot = host.spot();
    if (!document.hidden && spot?.focused && spot.hesitated >= after) hesitating();
    // Nobody in a field: rest until somebody is. Not asked of the spot, which knows no field that was autofocused.
    const at = document.activeElement;
    if (!at || at === document.body) {
      clearInterval(timer);
      timer = undefined;
    }
  });
  const begin = host.guard(() => {
    timer ??= setInterval(look, LOOK_EVERY_MS);
  });
  document.addEventListener("focusin", begin, true);
  begin();
}
