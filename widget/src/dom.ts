/* Reading the document where an input named "id", "getAttribute" or "querySelectorAll" shadows what its form inherits:
   always by the prototype's own function. */
const inherited = Element.prototype;

export const attr = (element: Element, name: string): string => inherited.getAttribute.call(element, name) || "";

export const all = (within: ParentNode, css: string): Element[] => [
  ...(within instanceof Element ? inherited : within).querySelectorAll.call(within, css),
];

/** The nearest of itself and its ancestors, hosts of shadow roots among them, that matches. */
export const nearest = (element: Element | null, css: string): Element | null => {
  while (element) {
    const found = inherited.closest.call(element, css);
    if (found) return found;
    element = hostOf(element);
  }
  return null;
};

export const rootOf = (node: Node): Node => Node.prototype.getRootNode.call(node);

const hostOf = (element: Element): Element | null => {
  const root = rootOf(element);
  return root instanceof ShadowRoot ? root.host : null;
};

export const parentOf = (element: Element): Element | null =>
  // An ancestor may be a form with an input named "parentElement".
  (parentGetter.call(element) as Element | null) || hostOf(element);

// `get` is there: both are accessors in every browser.
const parentGetter = Object.getOwnPropertyDescriptor(Node.prototype, "parentElement")!.get!;
const connectedGetter = Object.getOwnPropertyDescriptor(Node.prototype, "isConnected")!.get!;

export const isConnected = (element: Element): boolean => connectedGetter.call(element) as boolean;

export const rect = (element: Element): DOMRect => inherited.getBoundingClientRect.call(element);

/** The element an event began at, inside open shadow roots too. */
export const targetOf = (event: Event): Element | null => {
  const [target] = event.composedPath();
  return target instanceof Element ? target : null;
};

const styleShows = (element: Element): boolean =>
  inherited.checkVisibility
    ? inherited.checkVisibility.call(element, { checkOpacity: true, checkVisibilityCSS: true })
    : inherited.getClientRects.call(element).length > 0;

/** Whether a person could see it after scrolling there. Reads layout: never to be called while someone types. */
export const isVisible = (element: Element): boolean => {
  if (!styleShows(element)) return false;
  const box = rect(element);
  if (box.width < 3 || box.height < 3 || box.right + scrollX <= 0 || box.bottom + scrollY <= 0) return false;
  for (let above = parentOf(element); above && above != document.body; above = parentOf(above)) {
    const { width, height } = rect(above);
    if ((width < 2 || height < 2) && getComputedStyle(above).overflow != "visible") return false;
  }
  return true;
};
