/* Exit intent on a desktop: the pointer leaves through the top edge, where the browser keeps its tabs and address bar. */
import type { AskHost } from "./asking_host";

const ARMED_MS = 2000; // on the page before leaving it means anything
const GRACE_MS = 250; // to come back in

/** Calls `leaving` each time a mouse has left upwards and stayed out, once a field of the page was touched. */
export function watchExit(host: AskHost, leaving: () => void): void {
  const since = performance.now();
  let out: ReturnType<typeof setTimeout> | undefined;

  // A native list or a scrollbar under the pointer also gives no relatedTarget, but then clientY is inside the page.
  const left = host.guard((event: PointerEvent) => {
    if (event.pointerType !== "mouse" || event.buttons || event.relatedTarget || event.clientY > 0) return;
    if (performance.now() - since < ARMED_MS || !host.spot()) return;
    clearTimeout(out);
    out = setTimeout(host.guard(leaving), GRACE_MS);
  });
  document.addEventListener("pointerout", left, true);
  document.addEventListener("pointerover", host.guard(() => clearTimeout(out)), true);
}
