/* Why a field, or a form, is not seen: found out from the document alone, beside what capture does with it. */
import { all, attr, isVisible, nearest, parentOf } from "../dom";
import { fieldsByControl, forms } from "../model";
import { site } from "../modules";

const FIELDS = "input:not([type=hidden],[type=submit],[type=button],[type=image],[type=reset]),select,textarea,[contenteditable]:not([contenteditable=false])";
const OURS = "balk-debug,balk-prompt";
const MOST = 60;

export interface Unseen {
  element: Element;
  what: string;
  why: string;
}

const inside = (root: ParentNode, css: string): Element[] => [
  ...all(root, css),
  ...all(root, "*").flatMap(({ shadowRoot, localName }) => (shadowRoot && !OURS.includes(localName) ? inside(shadowRoot, css) : [])),
];

const nameOf = (element: Element): string => {
  const name = attr(element, "name") || attr(element, "id") || attr(element, "aria-label") || attr(element, "title");
  return element.localName + (attr(element, "type") && `[${attr(element, "type")}]`) + (name && " " + name);
};

const styledAway = (box: Element): string => {
  const { display, visibility, opacity } = getComputedStyle(box);
  if (display == "none") return "display: none";
  if (visibility != "visible") return "visibility: " + visibility;
  return Number(opacity) == 0 ? "opacity: 0" : "";
};

const hiddenBy = (control: Element): string => {
  for (let box: Element | null = control; box; box = parentOf(box)) {
    const style = styledAway(box);
    if (style) return style + (box == control ? "" : ` on <${nameOf(box)}> around it`);
  }
  const { width, height, right, bottom } = control.getBoundingClientRect();
  if (width < 3 || height < 3) return `${Math.round(width)} × ${Math.round(height)} pixels small`;
  if (right + scrollX <= 0 || bottom + scrollY <= 0) return "moved off the page";
  return "cut off by a box around it";
};

const isInSight = (element: Element): boolean => {
  const { top, left, width, height } = element.getBoundingClientRect();
  const seen = (from: number, size: number, room: number): number => Math.max(0, Math.min(from + size, room) - Math.max(from, 0)) / size;
  return seen(top, height, innerHeight) * seen(left, width, innerWidth) >= 0.5;
};

const whyNot = (control: Element): string => {
  if (nearest(control, "[data-balk-ignore]")) return "data-balk-ignore";
  if (control.matches(":disabled")) return "disabled";
  if (!isVisible(control)) return "hidden: " + hiddenBy(control);
  if (control.matches("[tabindex='-1']") && nearest(control, "[aria-hidden=true]")) return "hidden: aria-hidden, and left out by Tab";
  const box = parentOf(control);
  const other = forms.flatMap(({ fields }) => fields).find(({ controls }) => controls.some((one) => parentOf(one) == box));
  if (other?.form.seenAt) return `taken for a part of “${other.is.key}”`;
  return isInSight(control) ? "in sight for less than a second" : "not yet half in sight for a second";
};

const originOf = (given: string): string => {
  try {
    return new URL(given, location.href).origin;
  } catch {
    return "";
  }
};

/** A frame that cannot be looked into, and does not tell. */
const whyBlind = (frame: HTMLIFrameElement): string => {
  const origin = originOf(attr(frame, "src"));
  const trusted = attr(site.script, "data-frames").split(/[\s,]+/).map(originOf).includes(origin);
  return trusted
    ? `blind spot: it has not spoken. Is frame.js in it, with data-page="${location.origin}"?`
    : `blind spot: a frame of ${origin || "another origin"}. With frame.js in it, name it in data-frames`;
};

const mayBeClosed = (element: Element): boolean =>
  element.localName.includes("-") &&
  element.matches(":defined:not(balk-debug,balk-prompt)") &&
  !element.shadowRoot &&
  !element.firstChild &&
  element.getBoundingClientRect().height > 15 &&
  element.getBoundingClientRect().width > 40;

/** All that could be a field and is none so far. Reads layout. */
export const findUnseen = (): Unseen[] => {
  const fields = inside(document, FIELDS).filter((control) => !fieldsByControl.has(control));
  const told = new Set(forms.flatMap((form) => form.fields.flatMap(({ controls }) => controls)));
  const frames = (inside(document, "iframe") as HTMLIFrameElement[]).filter((frame) => !frame.contentDocument && !told.has(frame) && isVisible(frame));
  return [
    ...fields.map((element) => ({ element, what: nameOf(element), why: whyNot(element) })),
    ...frames.map((element) => ({ element, what: nameOf(element), why: whyBlind(element) })),
    ...inside(document, "*")
      .filter(mayBeClosed)
      .map((element) => ({ element, what: nameOf(element), why: "blind spot: fields in a closed shadow root could not be seen" })),
  ].slice(0, MOST);
};
