/* Which elements are controls that a person can see, and what a drawn one stands for. */
import { fieldsByControl, forms } from "./model";
import { INSIDE } from "./place";
import { once } from "./form/once";
import { all, attr, isRendered, isVisible, labelsOf, matches, nearest, parentOf, rootOf } from "./dom";

/** Around the buttons of which one is chosen. */
export const GROUP = "[role=radiogroup],[role=group]";
const BUTTON_TYPES = "[type=submit],[type=image],[type=button]";
/** Day, month or year of a drawn date. */
export const SEGMENT = "[role=group] [role=spinbutton]:not(input)";
export const CONTROLS =
  `input:not([type=hidden],[type=reset],${BUTTON_TYPES}),select,textarea,[contenteditable]:not([contenteditable=false]),` +
  "[role$=box]:not([role^=m],[aria-readonly=true]),[role=radio],[role=switch],[role=slider],[role=spinbutton],[aria-haspopup=listbox]:not([tabindex='-1'])" +
  (INSIDE ? "" : ",form [aria-pressed]:not(:only-child)");
export const SUBMIT = "[type=submit],[type=image],button:not([type])";
export const BUTTON = "button,[role=button]," + BUTTON_TYPES;

/** The controls within it. */
export const within = (box: ParentNode & Node): Element[] => once("controls", box, () => all(box, CONTROLS));

/** The browser's name for its kind; what is drawn by other means is named by its role. */
export const typeOf = (control: Element): string => once("type", control, kindOf);

const kindOf = (control: Element): string => {
  let { type, localName } = control as HTMLInputElement;
  if (!INSIDE && /-/.test(type) && type == localName) type = ""; // a custom element
  const role = (!INSIDE && matches(control, "[aria-pressed]") && "toggle") || attr(control, "role") || (!INSIDE && /-(checkbox|radio|switch|slider)(?!-?g)/.exec(localName)?.[1]) || (matches(control, "[aria-haspopup=listbox]") ? "listbox" : !INSIDE && localName == "button" ? attr(control, "aria-haspopup").replace("true", "") || localName : control.shadowRoot && holds(control, "[aria-haspopup]") ? "combobox" : "");
  return /^(|text|button|submit|undefined)$/.test(type) ? (/^(?!te|se).../.test(role) ? role : "text") : type;
};

export const isToggle = (type: string): boolean => /^(ch|ra.*o|to)/.test(type);

/** A custom element that is a control itself: form-associated, or one with a name whose root holds something to press. */
export const isCustom = (element: Element): boolean => {
  const { localName } = element;
  if (!localName.includes("-") || /button|btn/.test(localName)) return false;
  const { formAssociated } = (customElements.get(localName) || {}) as { formAssociated?: boolean };
  return formAssociated || (!!element.shadowRoot && !!attr(element, "name") && !!all(element.shadowRoot, "button,[tabindex]")[0]);
};

const IGNORED = "[data-balk-ignore]";

/** All controls that could be fields, in order; `meet` is told of each open root and frame's document on the way.
    Reads no layout. */
export const controlsIn = (root: ParentNode, meet: (root: Document | ShadowRoot) => void, found: Element[] = [], mayIgnore?: unknown): Element[] => {
  const plain = new Set(all(root, CONTROLS));
  const ignores = mayIgnore || all(root, IGNORED)[0];
  for (const element of all(root, "*")) {
    const inner = element.shadowRoot || (element as HTMLIFrameElement).contentDocument;
    const isControl = plain.has(element) || isCustom(element);
    if (!(isControl || inner) || (ignores && nearest(element, IGNORED))) continue;
    if (isControl) found.push(element);
    if (inner) {
      meet(inner);
      controlsIn(inner, meet, found, ignores);
    }
  }
  return found;
};

/** Where it stands in the page: the frame whose whole body an editor lets write in. */
export const placeOf = (control: Element): Element =>
  (!INSIDE && control.localName == "body" && control.ownerDocument.defaultView?.frameElement) || control;

/** The control that an element is, or is in. */
export const controlAt = (element: Element | null): Element | null => {
  while (element && !matches(element, CONTROLS) && !isCustom(element)) element = parentOf(element);
  return element;
};

/** Without the keyboard's reach: the trap of a spam filter, what a drawn one stands for, a word to come that lies under it.
    Not so among several that share one stop of the keyboard's, nor where buttons beside change it. */
const UNREACHED = "[tabindex='-1']:not([type=file],[readonly]:is([id],[name]),[role])";
const ROVING = "[aria-pressed],[type=checkbox],[type=radio],[maxlength='1'],[contenteditable]";

export const POPUP = "[role=listbox],[type=search]";
/** Search boxes of lists: they help to fill in another field. */
export const IN_POPUP = "[role=dialog] [type=search],[class*=dropdown] [type=search]";

const OVERLAY = "dialog,[role=dialog],[role=alertdialog],[popover],[class*=popover i],[class*=popup i],[class*=overlay i]";
export const EXPANDED = "[aria-haspopup][aria-expanded=true]";

const holds = (control: Element, css: string): boolean =>
  matches(control, css) || (!!control.shadowRoot && !!all(control.shadowRoot, css)[0]);

/** The control whose popup this one stands in: a list, a search box for one, choices in a layer over the page. */
const openerOf = (control: Element): Element | undefined => {
  if (matches(control, POPUP)) {
    for (let box = parentOf(control); box; box = parentOf(box)) if (fieldsByControl.has(box)) return box;
    return all(rootOf(control), "[aria-controls],[aria-owns]").find(
      (opener) =>
        opener != control &&
        fieldsByControl.has(opener) &&
        (attr(opener, "aria-controls") + " " + attr(opener, "aria-owns")).split(" ").some((id) => id && (control.id == id || attr(control, "aria-controls") == id || (!INSIDE && nearest(control, "#" + CSS.escape(id))))),
    );
  }
  const overlay = !(control as HTMLInputElement).form && nearest(control, OVERLAY);
  if (!overlay) return undefined;
  return forms.flatMap(({ fields }) => fields.flatMap(({ controls }) => controls)).find((known) => holds(known, EXPANDED) && !overlay.contains(known));
};

/** A custom element that another one is made of, beside its control. */
const isDecoration = (element: Element): boolean => {
  const root = rootOf(element) as ShadowRoot;
  return element.localName.includes("-") && !!root.host && isCustom(root.host) && !!within(root)[0];
};

/** A list whose box to write in, or to search, is not seen, or a select that lies unseen over what is drawn for it. */
const isDrawnOver = (control: Element, type: string): boolean => {
  const isSearched = type == "search" && (matches(control, "[role=combobox],[aria-haspopup=listbox]") || !!labelsOf(control)[0]);
  if (!(isSearched || /^(co|li|sel)/.test(type)) || (type[0] == "s" && control.clientWidth < 15) || getComputedStyle(control).visibility != "visible") return false;
  let box = parentOf(control);
  for (let up = 0; box && up < 3 && !within(box).some((other) => other != control && isRendered(other)); up++, box = parentOf(box)) if (isVisible(box) && (!isSearched || wordsOn(box))) return true;
  return false;
};

/** Of a toolbar, or a list among the buttons over a text that it shapes; but buttons that stay pressed are a choice, unless
    there is one alone, one among others in a toolbar, or they stand over such a text. */
const isTool = (control: Element): boolean => {
  const bar = nearest(control, "[role=toolbar]");
  const isPressed = matches(control, "[aria-pressed]");
  if (!INSIDE && isPressed && nearest(control, "[role=application]")) return true;
  if (INSIDE || !(isPressed || (!bar && matches(control, "select")))) return !!bar;
  let box = parentOf(control) as Element;
  if (isPressed && (!matches(box, "[role],[aria-label],[aria-labelledby]") || !all(box, "[aria-pressed]")[1] || (bar && (bar != box || all(bar, ":not([aria-pressed],[aria-pressed] *)")[0])))) return true;
  for (let up; !box.nextElementSibling && (up = parentOf(box)) && !matches(up, "form"); ) box = up;
  const next = box.nextElementSibling;
  const first = next && (matches(next, CONTROLS) ? next : all(next, CONTROLS)[0]);
  return !!first && !!all(box, BUTTON)[1] && matches(first, "[contenteditable]" + (bar ? ",textarea" : ""));
};

/** A list of countries at a phone number, without a name but that of what is chosen: part of the number's field. */
const isDialing = (control: Element): boolean => {
  if (INSIDE || !/^(bu|co|li)/.test(typeOf(control)) || matches(control, "input,select,[name],[aria-labelledby]") || labelsOf(control)[0]) return false;
  for (let box = parentOf(control), up = 0; box && up < 4 && !matches(box, "form,body"); up++, box = parentOf(box)) {
    if (all(box, "[type=tel]")[0]) return within(box).every((one) => one == control || !attr(one, "name") || matches(one, "[type=tel]"));
  }
  return false;
};

/** A toggle, slider or file input that is drawn by its label or the box around it is a field though its own box is hidden; any other hidden control is none.
    Of one control within another the inner one is the field. */
export const isField = (control: Element, sure?: unknown): boolean => {
  if (matches(control, UNREACHED) && (!matches(control, ROVING) || nearest(control, "[aria-hidden=true]"))) return false;
  if (isTool(control) || isDialing(control) || (!INSIDE && isDecoration(control))) return false;
  if ([control, control.shadowRoot].some((root) => root && within(root).some((inner) => isField(inner))) || openerOf(control)) return false;
  const { clip, clipPath } = getComputedStyle(control);
  const type = typeOf(control);
  const isFile = type == "file";
  const isRendered = !!control.getClientRects()[0];
  if ((sure && (INSIDE || isRendered || isFile)) || (isVisible(control) && !/t\(0px.* 0px\)|t\((5|10)0/.test(clip + clipPath))) return true;
  if (!INSIDE && drawnFor(control)) return true;
  if (!INSIDE && isRendered && isDrawnOver(control, type)) return true;
  const { host } = rootOf(control) as ShadowRoot;
  const isBox = (box: Element | null): unknown => box && !within(box)[1] && isVisible(box);
  return (
    (isToggle(type) || isFile || (INSIDE ? type == "range" : /^(ra|sw)/.test(type))) &&
    (labelsOf(control).some(isVisible) || ((isFile || isRendered) && !!(isBox(parentOf(control)) || (!INSIDE && host && isBox(parentOf(host))))))
  );
};

const leaves = (box: Element): Element[] => all(box, "*").filter((one) => !one.childElementCount && (one.firstChild || matches(one, "a,button")));

const LEADS = "a[href]:not([href^='#'],[href^=javascript])";

/** What is drawn, without a role, in place of a hidden native list: it holds an entry for each of its options, and nothing
    that leads elsewhere or is a control itself. */
export const drawnFor = (list: Element): Element | undefined => {
  if (!matches(list, "select[name],select[id]") || isVisible(list) || nearest(list, "nav")) return undefined;
  const options = all(list, "option").length;
  return [list.nextElementSibling, list.previousElementSibling, parentOf(list)].find(
    (box): box is Element =>
      !!box &&
      options > 1 &&
      !matches(box, "form,body,a," + CONTROLS) &&
      all(box, CONTROLS + "," + (labelsOf(list)[0] ? LEADS : "a[href]")).every((one) => one == list) &&
      leaves(box).filter((one) => parentOf(one) != list).length >= options - 1 &&
      isVisible(box),
  );
};

/** Boxes that hold a named hidden input and, not shown as yet, a list of two entries or more, and are called a list or
    stand behind a label: a list that the page draws without any role. A menu has links or buttons in it, or no input. */
export const drawnIn = (root: ParentNode): Element[] =>
  all(root, "[type=hidden][name]").flatMap((hidden) => {
    const box = parentOf(hidden);
    if (!box || !matches(box, "div,span") || nearest(box, "nav") || !isVisible(box)) return [];
    if (all(box, CONTROLS + ",a[href],[type=hidden],button+button").some((one) => one != hidden)) return [];
    const before = box.previousElementSibling;
    if (!matches(box, "[class*=select i],[class*=dropdown i]") && !(before && matches(before, "label,[class*=label i]"))) return [];
    const list = all(box, "*").find((one) => one.childElementCount > 1 && leaves(one).length >= one.childElementCount && !all(one, "p,h3,h4,td")[0] && !isVisible(one));
    return list && leaves(box).some((one) => !list.contains(one)) ? [box] : [];
  });

/** What stands on a button. */
export const wordsOn = (button: Element): string => {
  const range = document.createRange();
  range.selectNode(button);
  return `${range}`.trim() || (matches(button, "input") ? attr(button, "value") : "");
};

/** The buttons without words that count a number up and down. */
export const steppersOf = (control: Element): Element[] => {
  if (!/^(te|nu|sp)/.test(typeOf(control))) return [];
  let box = control;
  for (let up; (up = parentOf(box)) && !matches(up, "form,body") && !within(up)[1]; ) box = up;
  const buttons = all(box, BUTTON).filter((one) => !/\p{L}/u.test(wordsOn(one)));
  const isStep = (one: Element): boolean =>
    /^[-+−–‐]$/.test(wordsOn(one)) || /plus|minus|in[ck]r|de[ck]r/i.test(attr(one, "class") + attr(one, "aria-label"));
  const steps = buttons.filter(isStep);
  return steps[1] ? steps : [];
};

/** The named native control behind choices, or parts of a date, that are drawn: buttons of one name, or one input, in
    their group; or one beside it. */
const behindGroup = (group: Element): Element | undefined => {
  const [first, ...others] = all(group, "input[name]");
  const isOne = first && others.every((other) => matches(first, "[type=radio]") && attr(other, "name") == attr(first, "name"));
  if (isOne) return isRendered(first) && !matches(first, UNREACHED) ? undefined : first;
  const box = parentOf(group) as Element;
  return [group, box].flatMap((one) => [one.previousElementSibling, one.nextElementSibling]).find((one): one is Element => !!one && matches(one, "select[name],input[name]") && !isRendered(one));
};

/** The text box that an editor in a frame is drawn for: the only one, unseen, in the nearest box that holds any. */
const behindEditor = (frame: Element): Element | undefined => {
  for (let box = parentOf(frame), up = 0; box && up < 7 && !matches(box, "form,body"); up++, box = parentOf(box)) {
    const [text, more] = all(box, "textarea");
    if (text) return more || isVisible(text) ? undefined : text;
  }
  return undefined;
};

/** What a control that has no name stands for: the custom element around it, or the hidden native control beside it. */
export const ownerOf = (control: Element): Element => {
  const frame = placeOf(control);
  if (frame != control) return behindEditor(frame) || control;
  const isSearch = matches(control, "[type=search]");
  const group = matches(control, "[role=radio]") && nearest(control, GROUP);
  const opener = openerOf(control) || group || (!INSIDE && matches(control, "[aria-pressed]") && parentOf(control));
  const parts = !INSIDE && (group || (matches(control, SEGMENT) && nearest(control, GROUP)));
  const behind = parts && (!opener || parts == opener) && behindGroup(parts);
  if (behind || opener) return behind || (opener as Element);
  if (attr(control, "name") && !isSearch) return control;
  let box: Element | null = control;
  for (let up = 0; box && up < 7 && !matches(box, "form,body"); up++, box = parentOf(box)) {
    if (box.localName.includes("-") && attr(box, "name")) return box;
    const before = box.previousElementSibling;
    if (before && matches(before, "select,input[tabindex='-1']") && !isField(before)) return before;
    const others: Element[] = [];
    for (const other of once("named", box, (one) => all(one, CONTROLS + ",[type=hidden][name]"))) {
      if (other != control && !matches(other, POPUP) && (attr(other, "name") || isField(other)) && others.push(other) > 1) break;
    }
    const [other, more] = others;
    if (other) return matches(control, IN_POPUP) || (!more && !isField(other)) ? other : control;
  }
  return control;
};
