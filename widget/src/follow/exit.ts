/* Exit intent on a desktop: the pointer leaves through the top edge, where the browser keeps its tabs and address bar. */
import { later, listen } from "../guard";
import { spot } from "./spot";

const ARMED_MS = 2000; // on the page before leaving it means anything
const GRACE_MS = 250; // to come back in

/** Calls `leaving` each time a mouse has left upwards and stayed out, once a field of the page was touched. */
export const watchExit = (leaving: () => void): void => {
  let out: number;
  // A native list or a scrollbar under the pointer also gives no relatedTarget, but then clientY is inside the page.
  listen<PointerEvent>(document, "pointerout pointerover", ({ type, pointerType, buttons, relatedTarget, clientY }) => {
    clearTimeout(out);
    if (type != "pointerout" || pointerType != "mouse" || buttons || relatedTarget || clientY > 0) return;
    if (performance.now() > ARMED_MS && spot()) out = later(leaving, GRACE_MS);
  });
};
