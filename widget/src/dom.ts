/* Reading the document where an input named "id", "getAttribute" or "parentNode" shadows what its form inherits:
   always by the prototype's own. */
const own = Element.prototype;

export const all = (within: ParentNode, css: string): Element[] => [
  ...(within instanceof Element ? own : within).querySelectorAll.call(within, css),
];

export const attr = (element: Element, name: string): string => own.getAttribute.call(element, name) || "";

/** Its parent element, or the host of the shadow root that it stands in. */
export const parentOf = (element: Element): Element | null => {
  const parent = Reflect.get(own, "parentNode", element) as Element | ShadowRoot | Document | null;
  return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
};

/** The nearest of itself and its ancestors, hosts of shadow roots among them, that matches. */
export const nearest = (element: Element | null, css: string): Element | null => {
  const found = element && own.closest.call(element, css);
  if (found || !element) return found;
  const root = own.getRootNode.call(element);
  return root instanceof ShadowRoot ? nearest(root.host, css) : null;
};

export const isConnected = (element: Element): boolean => Reflect.get(own, "isConnected", element) as boolean;

const rect = (element: Element): DOMRect => own.getBoundingClientRect.call(element);

/** The element that an event began at, inside open shadow roots too. */
export const targetOf = (event: Event): Element | null => {
  const [target] = event.composedPath();
  return target instanceof Element ? target : null;
};

/** Whether a person could see it after scrolling there. Reads layout: never to be called while someone types. */
export const isVisible = (element: Element): boolean => {
  const { width, height, right, bottom } = rect(element);
  if (width < 3 || height < 3 || right + scrollX <= 0 || bottom + scrollY <= 0) return false;
  if (own.checkVisibility && !own.checkVisibility.call(element, { checkOpacity: true, checkVisibilityCSS: true })) return false;
  for (let above = parentOf(element); above && !own.matches.call(above, "form,body"); above = parentOf(above)) {
    const box = rect(above);
    if ((box.width < 2 || box.height < 2) && getComputedStyle(above).overflow != "visible") return false;
  }
  return true;
};
