/* Reading the document where an input named "id", "getAttribute" or "parentNode" shadows what its form inherits:
   always by the prototype's own. */
const own = Element.prototype;

export const all = (within: ParentNode, css: string): Element[] => [
  ...(within instanceof Element ? own : within).querySelectorAll.call(within, css),
];

export const attr = (element: Element, name: string): string => own.getAttribute.call(element, name) || "";

const hostOf = (element: Element): Element | null => {
  const root = own.getRootNode.call(element);
  return root instanceof ShadowRoot ? root.host : null;
};

/** Its parent element, or the host of the shadow root that it stands in. */
export const parentOf = (element: Element): Element | null =>
  (Reflect.get(own, "parentElement", element) as Element | null) || hostOf(element);

/** The nearest of itself and its ancestors, hosts of shadow roots among them, that matches. */
export const nearest = (element: Element | null, css: string): Element | null =>
  element && (own.closest.call(element, css) || nearest(hostOf(element), css));

export const isConnected = (element: Element): boolean => Reflect.get(own, "isConnected", element) as boolean;

/** The element that an event began at, inside open shadow roots too. */
export const targetOf = (event: Event): Element | null => {
  const [target] = event.composedPath();
  return target instanceof Element ? target : null;
};

/** Whether a person could see it after scrolling there. Reads layout: never to be called while someone types. */
export const isVisible = (element: Element): boolean => {
  if (own.checkVisibility?.call(element, { checkOpacity: true, checkVisibilityCSS: true }) == false) return false;
  for (let box: Element | null = element; box && !own.matches.call(box, "form,body"); box = parentOf(box)) {
    const { width, height, right, bottom } = own.getBoundingClientRect.call(box);
    if (box == element ? width < 3 || height < 3 || right + scrollX <= 0 || bottom + scrollY <= 0
      : (width < 2 || height < 2) && getComputedStyle(box).overflow != "visible") return false;
  }
  return true;
};
