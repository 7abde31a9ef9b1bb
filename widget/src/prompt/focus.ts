/* The prompt takes no focus. Where somebody brought it in, it goes back to where it was. */
import type { Guest } from "./guest";
import { focusedOutside } from "./place";

/** Remembers where the page's focus is; returns what gives it back, if the guest has it. */
export function rememberFocus(guest: Guest): () => void {
  let before: EventTarget | null | undefined = focusedOutside(guest.element);
  guest.outside(window, "focusin", (event) => {
    if (event.target !== guest.element) before = event.composedPath()[0];
  });
  return () => {
    if (guest.hasFocus() && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}
