/* What a person sees as the name of a field or a form. Nothing that stands in a control is part of it. */
import { all, attr, nearest, parentOf } from "./dom";
import { clean } from "./text";

const NO_LABEL = "select,textarea,script,style,noscript,datalist,[contenteditable]";

/** The text below a node, without what people enter. */
export const textOf = (node: Node | null | undefined): string =>
  node instanceof Text
    ? node.data
    : node instanceof Element && !node.matches(NO_LABEL)
      ? [...node.childNodes].map(textOf).join(" ").trim()
      : "";

/** The elements that an attribute names by id. */
export const named = (element: Element, attribute: string): Element[] => {
  const root = element.getRootNode() as Document | ShadowRoot; // what holds a connected element is one of the two
  return attr(element, attribute)
    .split(/\s+/)
    .flatMap((id) => root.getElementById?.(id) || []);
};

export const textsOf = (elements: Iterable<Element>): string => [...elements].map(textOf).join(" ").trim();

const byAria = (element: Element): string => textsOf(named(element, "aria-labelledby")) || attr(element, "aria-label");

const legendOf = (control: Element): string => {
  const group = nearest(control, "fieldset,[role=radiogroup],[role=group]");
  return group ? byAria(group) || textOf(all(group, "legend")[0]) : "";
};

/** The text just before it, as far as three boxes up. */
const nearby = (control: Element): string => {
  let box: Element | null = control;
  for (let up = 0; box && up < 3; up++, box = parentOf(box)) {
    for (let before = box.previousSibling; before; before = before.previousSibling) {
      const text = textOf(before);
      if (/\p{L}/u.test(text)) return text;
    }
  }
  return "";
};

export const labelsOf = (control: Element): Element[] => [...((control as HTMLInputElement).labels || [])];

export const labelOf = (control: Element, isGroup: boolean): string =>
  clean(
    attr(control, "data-balk-label") ||
      (isGroup && legendOf(control)) ||
      byAria(control) ||
      textsOf(labelsOf(control)) ||
      attr(control, "placeholder") ||
      attr(control, "title") ||
      nearby(control),
  );

export const accessibleName = (form: Element): string => clean(byAria(form) || attr(form, "title"));

/** What a report calls the form: its accessible name, or its first heading. */
export const headingOf = (form: Element): string =>
  accessibleName(form) || clean(textOf(all(form, "h1,h2,h3,h4,legend")[0]));
