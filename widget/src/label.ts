/* What a person sees as the name of a field or a form. Nothing that stands in a control is part of it. */
import { CONTROLS, GROUP, isToggle, SUBMIT, typeOf, within } from "./controls";
import { all, attr, comesBefore, isElement, isVisible, labelsOf, matches, nearest, parentOf, rootOf } from "./dom";
import { once } from "./form/once";
import { fieldsByControl } from "./model";
import { INSIDE } from "./place";
import { clean } from "./text";

const UNREAD = "select,textarea,script,style,noscript,datalist,[contenteditable]";
/** What stands in a label and does not name: controls, buttons, icons, errors, hints. */
const NAMELESS =
  CONTROLS +
  ",script,style,button,svg,i[aria-hidden=true],[class*=icon i][aria-hidden=true],[hidden],[style*='display:none'],[style*='display: none'],[role=alert],[role=tooltip],[class*=error i],[class*=help i],[class*=feedback i],[class*=form-text i],[class*=hint i],[class*=tooltip i]";
/** Nor what is kept from screen readers, where they are told by reference. */
const UNSAID = NAMELESS + ",[aria-hidden=true]";
/** What is drawn as a label without being tied to its field. */
const LABEL = "label,legend,dt,th,td,[class*=label i]";
const WRITTEN = "input:not([type]),[type=text]";
/** A line that is bold as a whole. */
const BOLD = "p>strong:only-child,p>b:only-child";
const HEADING = "h1,h2,h3,h4,h5,h6,[role=heading]";

/** The text below a node, slotted text too, without what matches `unread`: as a rule what people enter. */
export const textOf = (node: Node | null | undefined, unread = UNREAD): string =>
  node?.nodeType == 3
    ? (node as Text).data
    : isElement(node) && !matches(node, unread)
      ? textsIn((node as HTMLSlotElement).assignedNodes?.({ flatten: true }) || node.childNodes, unread) || attr(node, "alt")
      : "";

/** Texts of nodes one after the other, as a rule with a space between: not before a point, a comma or a bracket that
    closes, nor at a link or a stressed word within Chinese or Japanese. */
const textsIn = (nodes: Iterable<Node>, unread = NAMELESS): string => {
  let line = "";
  let isWithin: boolean | undefined;
  for (const node of nodes) {
    const text = textOf(node, unread);
    const was = isWithin;
    isWithin = isElement(node) && matches(node, "a,b,strong,em");
    const isOneWord = !INSIDE && (was || isWithin) && /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]$/u.test(line) && /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(text);
    line += (isOneWord || /^[.,;:!?)\]、。]/.test(text) ? "" : " ") + text;
  }
  return line.trim();
};

/** The elements that an attribute names by id. */
export const named = (element: Element, attribute: string): Element[] => {
  const root = rootOf(element);
  return attr(element, attribute)
    .split(/\s+/)
    .flatMap((id) => root.getElementById?.(id) || []);
};

export const textsOf = (elements: Iterable<Element>): string => [...elements].map((element) => textOf(element)).join(" ").trim();

/** Texts one after the other, none twice, nor a currency's sign behind a name. */
const joined = (texts: string[]): string => [...new Set(texts.filter((text, at) => !at || /[\p{L}\d]/u.test(text)).map((text) => (texts[1] ? text.replace(/\s*\*$/, "") : text)))].join(" ").trim();

/** Whether a box holds a control of another field than that of `control`. What stands right behind choices to write in is
    the last of them. */
const holdsOthers = (box: Element, control: Element): boolean => {
  const field = fieldsByControl.get(control);
  const isOther = (one: Element, at?: number, every?: Element[]): boolean =>
    (fieldsByControl.get(one) || field) != field &&
    (INSIDE || !at || !isToggle(typeOf(control)) || !matches(one, WRITTEN) || !!labelsOf(one)[0] || fieldsByControl.get(every?.[at - 1] as Element) != field);
  return isOther(box) || within(box).some(isOther);
};

/** Of several labels, what stands behind the control is a hint, unless the first is that of other fields, too, or it is a
    box to tick. */
const above = (control: Element, labels: Element[]): Element[] => {
  const before = labels.filter((label) => comesBefore(label, control));
  const isHint = !INSIDE && before[0] && !isToggle(typeOf(control)) && !holdsOthers(parentOf(before[0]) || control, control);
  return isHint ? before : labels;
};

/** A control that names itself shows what was chosen in it. */
const byReference = (element: Element): string =>
  attr(element, "aria-labelledby") && joined(
    above(element, named(element, "aria-labelledby")).map(
      (other) =>
        attr(other, "aria-label") ||
        (other == element || (matches(element, CONTROLS) && element.contains(other)) ? "" : textsIn([other], UNSAID) || textsIn([other])),
    ),
  );

const byAria = (element: Element): string => byReference(element) || attr(element, "aria-label");

/** In the label around a box to write in, small print or a line of its own behind the box is a hint. */
const isBelow = (node: Node, control: Element): boolean =>
  isElement(node) && comesBefore(control, node) && !node.contains(control) && (matches(node, "small") || getComputedStyle(node).display != "inline");

/** Without the word that a switch shows for how it stands. */
const byLabels = (control: Element, labels = labelsOf(control)): string => {
  const unread = !INSIDE && matches(control, "[role=switch]") ? UNSAID : NAMELESS;
  const around = (label: Element): boolean => !INSIDE && label.contains(control) && !isToggle(typeOf(control));
  return joined(
    above(control, labels).map(
      (label) => (around(label) && textsIn([...label.childNodes].filter((node) => !isBelow(node, control)), unread)) || textsIn(label.childNodes, unread),
    ),
  );
};

/** Where the label goes on behind the name that screen readers say, that is a hint. */
const seenLabel = (element: Element): string => {
  const label = byLabels(element, labelsOf(element).filter(isVisible));
  const name = attr(element, "aria-label");
  return !INSIDE && name && label.startsWith(name + " ") ? name : label;
};

/** A label that a person sees comes before what only screen readers say. */
const given = (element: Element): string =>
  byReference(element) ||
  seenLabel(element) ||
  attr(element, "aria-label") ||
  byLabels(element) ||
  (!INSIDE && (attr(element, "title-text") || attr(element, "label-text"))) || // a component's
  attr(element, "label");

/** A component may put its controls into a group of its own, by slots. */
const groupOf = (control: Element | null): Element | null => {
  const group = nearest(control, "fieldset," + GROUP);
  for (; !INSIDE && !group && control; control = parentOf(control)) {
    const around = nearest(control.assignedSlot, "fieldset," + GROUP);
    if (around) return around;
  }
  return group;
};

/** The legend of the nearest group around that says something else than the control's own label. */
export const legendOf = (control: Element | null | undefined, own?: string): string => {
  const group = control && groupOf(control);
  const legend = group ? given(group) || textsIn(all(group, "legend").slice(0, 1)) : "";
  return legend && group && clean(legend) == own ? legendOf(parentOf(group), own) : legend;
};

/** The last text of such a kind that stands before it in the largest box without another field or a submit control, or
    right behind it, or a label behind it in that box. What stands in the box `choice` around it is its own alone, not of
    the group that it belongs to. */
const labelLike = (control: Element, css: string, choice?: Element): string => {
  let box = control;
  for (let up; (up = parentOf(box)) && !matches(box, "form,body") && !all(up, SUBMIT)[0] && !holdsOthers(up, control); ) box = up;
  const own = parentOf(control);
  const texts = (inside: Element, isBefore: boolean, kind = css): string[] =>
    all(inside, kind)
      .filter((one) => !choice?.contains(one) && (!matches(one, "dt,th,td,legend") || parentOf(one)?.contains(control)))
      .filter((one) => !matches(one, BOLD) || textsIn([parentOf(one) as Element]) == textsIn([one]))
      .filter((one) => !one.contains(control) && comesBefore(one, control) == isBefore && !(one as HTMLLabelElement).control && !within(one)[0])
      .map((one) => textsIn(one.childNodes))
      .filter((text) => /\p{L}/u.test(text));
  const answer = nearest(control, "dd");
  const term = answer?.previousElementSibling;
  const isTerm = !INSIDE && term && matches(term, "dt") && !within(term)[0] && !holdsOthers(answer, control);
  return texts(box, true).pop() || (isTerm && textsIn([term])) || (own && box != control ? texts(own, false)[0] : "") || (!INSIDE && !choice && texts(box, false, "label")[0]) || "";
};

/** The text right behind a box to tick, up to the next control or line. */
const behind = (control: Element): string => {
  let box: Element | null = control;
  for (let up = 0; box && up < 3 && !matches(box, "form,td,body"); up++, box = parentOf(box)) {
    let text = "";
    for (let next = box.nextSibling; next; next = next.nextSibling) {
      if (isElement(next) && (matches(next, "br," + CONTROLS) || within(next)[0])) break;
      text += " " + textsIn([next]);
    }
    if (/\p{L}/u.test(text)) return text;
    const outer = parentOf(box);
    if (outer && within(outer)[1]) break;
  }
  return "";
};

/** The head of its column, else of its row. */
const headOf = (control: Element): string => {
  const cell = nearest(control, "td,dd");
  const row = cell && parentOf(cell);
  const [head] = row ? all(nearest(row, "table") || row, "tr") : [];
  const above = row && head && head != row && head.children[[...row.children].indexOf(cell)];
  return [above, cell?.previousElementSibling].map((one) => (one && !within(one)[0] ? textsIn([one]) : "")).find(Boolean) || "";
};

/** The text just before it, as far as the box around holds no other field. */
const nearby = (control: Element, start = control): string => {
  let box: Element | null = start;
  while (box && !matches(box, "form,body")) {
    for (let before = box.previousSibling; before; before = before.previousSibling) {
      if (isElement(before) && holdsOthers(before, control)) return "";
      const text = textsIn([before]);
      if (/\p{L}/u.test(text)) return text;
    }
    box = parentOf(box);
    if (box && holdsOthers(box, control)) break;
  }
  return "";
};

const SENTENCE = /[.!。！…]$|.{60}/su;

/** A short text right before a field. */
const isTitle = (one: Element): boolean => {
  const next = one.nextElementSibling;
  const text = textsIn([one]);
  return !!next && (matches(next, CONTROLS) || !!within(next)[0]) && !within(one)[0] && !nearest(one, "label," + HEADING) && /\p{L}/u.test(text) && !SENTENCE.test(text);
};

/** What stands before it, where more fields of the form have such a title: an example in the box is a hint, then. */
const titleOf = (control: Element): string => {
  for (let box: Element | null = control; box && !matches(box, "form,body") && !holdsOthers(box, control); box = parentOf(box)) {
    const title = box.previousElementSibling;
    if (!title) continue;
    const { localName } = title;
    const kind = attr(title, "class");
    const areSeveral = (form: Element): boolean => !!all(form, localName).filter((one) => attr(one, "class") == kind && isTitle(one))[1];
    const form = nearest(title, "form,body");
    return form && isTitle(title) && once("titles " + localName + "." + kind, form, areSeveral) ? textsIn([title]) : "";
  }
  return "";
};

/** What is written on the button of any upload. */
const CHOOSE = /(…|\.{3}| files?)$|^((attach|upload)$|browse|datei|durchs|parcour|choisir)/i;

/** What stands before the button of an upload. */
const uploadLabel = (control: Element): string => {
  const button = labelsOf(control).filter((label) => CHOOSE.test(textsIn(label.childNodes))).pop();
  return button ? byReference(control) || nearby(control, comesBefore(control, button) ? control : button) : "";
};

/** The largest box around one choice that holds no other of them. */
const choiceAround = (control: Element, others: Element[]): Element => {
  let box = control;
  for (let up; (up = parentOf(box)) && !others.some((other) => other != control && up?.contains(other)); ) box = up;
  return box;
};

/** What the parts of one field have in common: their legend, unless it stands above several such fields; the text before
    them. A part's own label is that of all where no other part has one. */
const groupLabel = (control: Element, parts: Element[]): string => {
  const group = groupOf(control);
  const legend = legendOf(control);
  const isShared =
    !INSIDE && !!group &&
    within(group).some((other) => typeOf(other) == typeOf(control) && fieldsByControl.has(other) && !parts.includes(other));
  const isTicked = isToggle(typeOf(control));
  const choice = isTicked ? choiceAround(control, parts) : control;
  return (
    (!isShared && legend) ||
    (!INSIDE && isTicked && labelLike(control, [LABEL, HEADING, BOLD].join(), choice)) ||
    nearby(control, choice) ||
    nearby(control) ||
    legend ||
    (isTicked || parts.slice(1).some(given) ? "" : given(control))
  );
};

/** A label that is tied to a box around it, as where a library draws one in the place of the control. */
const ofBox = (control: Element): string => {
  for (let box = parentOf(control); box && !matches(box, "form,body") && !holdsOthers(box, control); box = parentOf(box)) {
    if (attr(box, "id") && labelsOf(box)[0]) return byLabels(box);
  }
  return "";
};

/** As it stands there, stars and all. `owner` is the control that it stands for, if not itself; `parts` are the controls
    that make up the field. One button of a group does not name it, nor a native one that is drawn by others. */
export const labelOf = (control: Element, owner: Element, parts: Element[]): string => {
  const hint = attr(control, "placeholder");
  const own = given(control);
  const isMade = !INSIDE && own && own == attr(owner, "name"); // by a library, which had nothing better
  return (
    attr(control, "data-balk-label") ||
    (owner != control && !matches(owner, "[type=radio]") && given(owner)) ||
    (parts[1]
      ? groupLabel(control, parts)
      : (!INSIDE && ((matches(control, "[type=file]") && uploadLabel(control)) || ofBox(control))) ||
        (!isMade && own) ||
        (matches(control, "[role=checkbox],[role=radio],[role=switch]") && textsIn(control.childNodes)) ||
        (!INSIDE && ((isToggle(typeOf(control)) && behind(control)) || labelLike(control, LABEL))) ||
        (!INSIDE && own) ||
        (!INSIDE && hint && titleOf(control)) ||
        (/^\D*[\p{Ll}\p{Lo}]\D*$/u.test(hint) && hint) ||
        attr(control, "title") ||
        nearby(control) ||
        (!INSIDE && headOf(control)) ||
        hint)
  );
};

export const accessibleName = (form: Element): string => clean(byAria(form) || attr(form, "title"));

/** The heading just above it: before it in its section, with no field between. */
const headingAbove = (form: Element): Element | undefined => {
  for (let box: Element | null = form; box && !matches(box, "body,main,section,article,aside,footer,dialog,[role=dialog]"); box = parentOf(box)) {
    for (let before = box.previousElementSibling; before; before = before.previousElementSibling) {
      if (matches(before, "form,nav,header," + CONTROLS) || within(before)[0]) return undefined;
      const css = HEADING + (box == form ? ",strong,b,[class*=title i]" : "");
      const found = [before, ...all(before, css)].filter((one) => matches(one, css)).pop();
      if (found) return found;
    }
  }
  return undefined;
};

/** What a report calls the form: its accessible name; the heading it begins with; the one above it; the first in it; its
    only legend. */
export const headingOf = (form: Element): string => {
  const inside = all(form, HEADING);
  const [control] = within(form);
  const isFirst = INSIDE || (inside.length == 1 && !!control && comesBefore(inside[0] as Element, control));
  const title = isFirst ? inside[0] : headingAbove(form);
  const [legend, more] = all(form, "legend");
  return accessibleName(form) || clean(textsIn((title || inside[0] || (INSIDE || !more ? legend : null))?.childNodes || []));
};
