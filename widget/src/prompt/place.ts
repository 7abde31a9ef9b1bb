/* Where the card lies: in a corner that leaves the focused field free, and above a phone's keyboard. */
import type { AskHost } from "../follow/asking_host";
import type { Guest } from "./guest";

const CORNERS = ["bottom end", "bottom start", "top end", "top start"];
const ROOM = 14; // pixels between card and field; more than the card slides when it comes

/** Keeps `card` aside from the page's focus while it moves; returns what to call when the card's own size changed. */
export function keepAside(card: HTMLElement, guest: Guest, host: AskHost): () => void {
  let waiting = false;
  const move = host.guard(() => {
    waiting = false;
    moveAside(card, guest.element);
  });
  // Layout is read once a frame, never in the page's own event.
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(move);
  };
  for (const type of ["focusin", "scroll", "resize"]) guest.outside(window, type, soon);
  if (window.visualViewport) guest.outside(window.visualViewport, "resize", soon);
  return move;
}

/** The focused element of the page, also inside open shadow roots; null when nothing is, or `guest` holds the focus. */
export function focusedOutside(guest: Element): Element | null {
  let at = document.activeElement;
  while (at && at !== guest && at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === guest || at === document.body ? null : at;
}

/** Moves `card` to the first corner where it does not cover the focused field; it stays where it is if it can. */
function moveAside(card: HTMLElement, guest: Element): void {
  const view = window.visualViewport;
  const keyboard = view ? Math.max(0, document.documentElement.clientHeight - view.height - view.offsetTop) : 0;
  card.style.setProperty("--lift", `${Math.round(keyboard)}px`);

  const field = focusedOutside(guest)?.getBoundingClientRect();
  if (!field) return;
  const here = card.dataset.at ?? "";
  for (const corner of [here, ...CORNERS]) {
    card.dataset.at = corner;
    if (apart(card.getBoundingClientRect(), field)) return;
  }
  card.dataset.at = here;
}

function apart(card: DOMRect, field: DOMRect): boolean {
  return (
    card.right + ROOM < field.left ||
    card.left - ROOM > field.right ||
    card.bottom + ROOM < field.top ||
    card.top - ROOM > field.bottom
  );
}
