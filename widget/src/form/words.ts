/* The words on a page that can be seen, for those who look for errors. Here, as form/ comes before follow/ does. */
import { all, isElement, isVisible, parentOf } from "../dom";
import type { FieldState, FormState } from "../model";

export const NO_TEXT =
  "select,option,textarea,script,style,noscript,button,a,[role=button],[role=combobox],[role=listbox],[role=textbox],[contenteditable],i[aria-hidden=true]";

/** Of a frame's document, too, whose classes are others. */
const isText = (node: Node): node is Text => node.nodeType == 3;

/** The text in it that can be seen. */
const shown = (element: Element): string =>
  [...element.childNodes]
    .map((node) => (isText(node) ? node.data : isElement(node) && !node.matches("select,textarea,script,style,button") && isVisible(node) ? shown(node) : ""))
    .join(" ");

export const wordsOf = (element: Element): string => shown(element).trim();

export const hasWords = (text: string): boolean => /\p{L}{2}/u.test(text);

/** Red, green and blue; in oklch, lightness, chroma and hue. */
const partsOf = (color: string): number[] => (color.match(/[\d.]+/g) || []).map(Number);

/** Written in red: in the colours that pages give to errors without a word in the markup. */
export const isRed = (element: Element, of: "color" | "backgroundColor" = "color"): boolean => {
  const color = getComputedStyle(element)[of];
  const [a = 0, b = 0, c = 0] = partsOf(color);
  return /^rgb/.test(color) ? a > 120 && b < a * 0.6 && c < a * 0.6 : /^oklch/.test(color) && b > 0.1 && (c < 45 || c > 345);
};

/** On the pale red ground of many an error. */
export const isPink = (element: Element): boolean => {
  const color = getComputedStyle(element).backgroundColor;
  const [a = 0, b = 0, c = 0, alpha = 1] = partsOf(color);
  return /^rgb/.test(color) && alpha > 0.5 && a > 230 && a - Math.max(b, c) > 18 && Math.abs(b - c) < 14;
};

/** Written in green, as pages write that all is well. */
export const isGreen = (element: Element): boolean => {
  const { color } = getComputedStyle(element);
  const [a = 0, b = 0, c = 0] = partsOf(color);
  return /^rgb/.test(color) && b > 90 && a < b * 0.6 && c < b * 0.75;
};

export const isWorded = (element: Element): boolean => [...element.childNodes].some((node) => isText(node) && hasWords(node.data));

/** Elements with a text of their own, the outermost of those within each other. */
export const plainTexts = (places: ParentNode[]): Element[] => {
  const found: Element[] = [];
  for (const place of places) {
    for (const element of all(place, `*:not(${NO_TEXT},label,legend)`)) {
      if (isWorded(element) && !found.at(-1)?.contains(element) && !element.closest(NO_TEXT) && isVisible(element)) found.push(element);
    }
  }
  return found;
};

/** The form, and the open shadow roots inside it that hold its fields. */
export const placesOf = ({ root, fields }: FormState): ParentNode[] => [
  ...new Set([root, ...fields.flatMap(({ controls }) => controls.map((control) => control.getRootNode() as ParentNode))]),
].filter((place) => place == root || ("host" in place && !place.contains(root)));

export const fieldsIn = (box: Element, form: FormState): FieldState[] =>
  form.fields.filter(({ controls }) => controls.some((control) => {
    for (let up: Element | null = control; up; up = parentOf(up)) if (up == box) return true;
    return false;
  }));

/** What could be read in a form before it was pressed. */
export const hints = new WeakMap<Element, Set<string>>();

export const noteHints = (form: Element): void => {
  if (!hints.has(form)) hints.set(form, new Set(plainTexts([form]).map(wordsOf)));
};
