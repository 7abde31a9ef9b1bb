/* The element that carries the prompt: its own shadow root at the very end of the page, ignored by the capturing side. */
import type { AskHost } from "../follow/asking_host";
import { styleSheet } from "./style";

/** What is done inside is no business of the page: its shortcuts, focus traps and "press outside" handlers. */
const KEPT_INSIDE =
  "keydown keypress keyup beforeinput input focusin focusout pointerdown pointerup mousedown mouseup click dblclick touchstart touchend paste cut copy compositionstart compositionend";

export interface Guest {
  element: HTMLElement;
  /** Listens inside, until the guest leaves. */
  inside<K extends keyof HTMLElementEventMap>(type: K, then: (event: HTMLElementEventMap[K]) => void): void;
  /** Listens in the page, ahead of the page's own listeners, until the guest leaves. */
  outside(target: EventTarget, type: string, then: (event: Event) => void): void;
  hasFocus(): boolean;
  leave(): void;
}

/** A guest, not yet in the page, that carries `content`. Open, so that the owner's tests and assistive tools see it. */
export function makeGuest(host: AskHost, content: HTMLElement[]): Guest {
  const element = document.createElement("balk-prompt");
  element.setAttribute("data-balk-ignore", "");
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet()];
  root.append(...content);
  for (const type of KEPT_INSIDE.split(" ")) element.addEventListener(type, (event) => event.stopPropagation());

  const leaving = new AbortController();
  return {
    element,
    inside(type, then) {
      // A ShadowRoot dispatches what its elements do; TypeScript lists fewer event types for it than for an element.
      (root as unknown as HTMLElement).addEventListener(type, host.guard(then), { signal: leaving.signal });
    },
    outside(target, type, then) {
      target.addEventListener(type, host.guard(then), { signal: leaving.signal, capture: true, passive: true });
    },
    hasFocus: () => root.activeElement !== null,
    leave() {
      leaving.abort();
      element.remove();
    },
  };
}
