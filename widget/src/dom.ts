/* Reading the document where an input named "id", "getAttribute" or "parentNode" shadows what its form inherits:
   always by the prototype's own. Elements may be of a frame, whose classes are others: nothing is asked for its class. */
import { once } from "./form/once";

const own = Element.prototype;

export const isElement = (node: unknown): node is Element => !!node && "tagName" in (node as object);

export const all = (within: ParentNode, css: string): Element[] => [
  ...(isElement(within) ? own : within).querySelectorAll.call(within, css),
];

export const attr = (element: Element, name: string): string => own.getAttribute.call(element, name) || "";

export const matches = (element: Element, css: string): boolean => own.matches.call(element, css);

export const rootOf = (element: Element): Document | ShadowRoot => own.getRootNode.call(element) as Document;

const hostOf = (element: Element): Element | null => (rootOf(element) as ShadowRoot).host || null;

/** Whether the other node comes after, or in, the first. */
export const comesBefore = (one: Node, other: Node): boolean => (one.compareDocumentPosition(other) & 4) > 0;

/** Its parent element, or the host of the shadow root that it stands in. */
export const parentOf = (element: Element): Element | null =>
  (Reflect.get(own, "parentElement", element) as Element | null) || hostOf(element);

/** The nearest of itself and its ancestors, hosts of shadow roots among them, that matches. */
export const nearest = (element: Element | null, css: string): Element | null =>
  element && (own.closest.call(element, css) || nearest(hostOf(element), css));

export const isConnected = (element: Element): boolean => Reflect.get(own, "isConnected", element) as boolean;

/** The element that an event began at, inside open shadow roots too. */
export const targetOf = (event: Event): Element | null => {
  let target = targets.get(event) || event.target;
  if ((target as Element | null)?.shadowRoot) target = event.composedPath()[0] as EventTarget;
  return isElement(target) ? target : null;
};

/** Where events began that are told of late: an event itself forgets it. */
export const targets = new WeakMap<Event, Element>();

/** Whether anything of it is drawn. */
export const isRendered = (element: Element): boolean => own.checkVisibility?.call(element, { checkOpacity: true, checkVisibilityCSS: true }) != false;

/** Whether no box around hides what is in it: one without an extent does, unless it lets stand out what it holds. */
const isOpen = (box: Element | null): boolean =>
  !box || once("open", box, () => {
    if (matches(box, "form,body")) return true;
    const { width, height } = own.getBoundingClientRect.call(box);
    return ((width >= 2 && height >= 2) || getComputedStyle(box).overflow == "visible") && isOpen(parentOf(box));
  });

/** Whether a person could see it after scrolling there. Reads layout: never to be called while someone types. */
export const isVisible = (element: Element): boolean => once("visible", element, () => {
  if (!isRendered(element)) return false;
  const { width, height, right, bottom } = own.getBoundingClientRect.call(element);
  return matches(element, "form,body") || (width > 2 && height > 2 && right + scrollX > 0 && bottom + scrollY > 0 && isOpen(parentOf(element)));
});

/** The labels below it by what they are for. A browser looks through the whole document for those of any one control. */
const labelsIn = (root: Document | ShadowRoot): Map<unknown, Element[]> => {
  const found = new Map<unknown, Element[]>();
  for (const label of all(root, "label,[for]")) {
    if (!/label/.test(label.localName)) continue; // a component's is one, too
    for (const one of new Set([(label as HTMLLabelElement).control, attr(label, "for")])) if (one) found.set(one, [...(found.get(one) || []), label]);
  }
  return found;
};

export const labelsOf = (control: Element): Element[] => {
  const labels = once("labels", rootOf(control), labelsIn);
  return labels.get(control) || ((control as HTMLInputElement).labels ? [] : labels.get(control.id)) || [];
};
