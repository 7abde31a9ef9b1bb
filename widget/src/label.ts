/* What a person sees as the name of a field or a form. Nothing that stands in a control is part of it. */
import { CONTROLS, isToggle, typeOf } from "./controls";
import { all, attr, isElement, labelsOf, matches, nearest, parentOf, rootOf } from "./dom";
import { fieldsByControl } from "./model";
import { clean } from "./text";

const UNREAD = "select,textarea,script,style,noscript,datalist,[contenteditable]";
/** What stands in a label and does not name: controls, buttons, errors, hints. */
const NAMELESS = CONTROLS + ",script,style,button,[hidden],[role=alert],[role=tooltip],[class*=error i],[class*=help i]";

/** The text below a node, slotted text too, without what matches `unread`: as a rule what people enter. */
export const textOf = (node: Node | null | undefined, unread = UNREAD): string =>
  node?.nodeType == 3
    ? (node as Text).data
    : isElement(node) && !matches(node, unread)
      ? [...((node as HTMLSlotElement).assignedNodes?.({ flatten: true }) || node.childNodes)]
          .map((child) => textOf(child, unread))
          .join(" ")
          .trim() || attr(node, "alt")
      : "";

const textsIn = (nodes: Iterable<Node>): string => [...nodes].map((node) => textOf(node, NAMELESS)).join(" ").trim();

/** The elements that an attribute names by id. */
export const named = (element: Element, attribute: string): Element[] => {
  const root = rootOf(element);
  return attr(element, attribute)
    .split(/\s+/)
    .flatMap((id) => root.getElementById?.(id) || []);
};

export const textsOf = (elements: Iterable<Element>): string => [...elements].map((element) => textOf(element)).join(" ").trim();

/** Texts one after the other, none twice. */
const joined = (texts: string[]): string => [...new Set(texts.map((text) => (texts[1] ? text.replace(/\s*\*$/, "") : text)))].join(" ").trim();

/** A control that names itself shows what was chosen in it. */
const byAria = (element: Element): string =>
  joined(
    named(element, "aria-labelledby").map(
      (other) =>
        attr(other, "aria-label") ||
        (other == element || (matches(element, CONTROLS) && element.contains(other)) ? "" : textsIn([other])),
    ),
  ) || attr(element, "aria-label");

const given = (element: Element): string =>
  byAria(element) || joined(labelsOf(element).map((label) => textOf(label, NAMELESS))) || attr(element, "label");

const legendOf = (control: Element): string => {
  const group = nearest(control, "fieldset,[role=radiogroup],[role=group]");
  return group ? given(group) || textsIn(all(group, "legend").slice(0, 1)) : "";
};

/** The text just before it, as far as the box around holds no other field. */
const nearby = (control: Element): string => {
  const field = fieldsByControl.get(control);
  const isOther = (other: Element): boolean => fieldsByControl.has(other) && fieldsByControl.get(other) != field;
  let box: Element | null = control;
  while (box && !matches(box, "form,body")) {
    for (let before = box.previousSibling; before; before = before.previousSibling) {
      if (isElement(before) && [before, ...all(before, CONTROLS)].some(isOther)) return "";
      const text = textsIn([before]);
      if (/\p{L}/u.test(text)) return text;
    }
    box = parentOf(box);
    if (box && all(box, CONTROLS).some(isOther)) break;
  }
  return "";
};

/** As it stands there, stars and all. `owner` is the control that it stands for, if not itself; `mates` is how many
    controls make up the field. One button of a group does not name it. */
export const labelOf = (control: Element, owner: Element, mates: number): string => {
  const hint = attr(control, "placeholder");
  const group = mates > 1 && (legendOf(control) || nearby(control));
  return (
    attr(control, "data-balk-label") ||
    (owner != control && given(owner)) ||
    group ||
    (mates > 1 && isToggle(typeOf(control))
      ? ""
      : given(control) ||
        (matches(control, "[role=checkbox],[role=radio],[role=switch]") && textsIn(control.childNodes)) ||
        (/^\D*[\p{Ll}\p{Lo}]\D*$/u.test(hint) && hint) ||
        attr(control, "title") ||
        nearby(control) ||
        hint)
  );
};

export const accessibleName = (form: Element): string => clean(byAria(form) || attr(form, "title"));

/** What a report calls the form: its accessible name, or its first heading. */
export const headingOf = (form: Element): string =>
  accessibleName(form) || clean(textOf(all(form, "h1,h2,h3,h4,legend")[0]));
