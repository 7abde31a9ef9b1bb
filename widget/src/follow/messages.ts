/* The messages of error that a form shows, and the field that each belongs to. By markup and place, not by words: they
   may be in any language. */
import { all, attr, isVisible, parentOf } from "../dom";
import { SUBMIT } from "../controls";
import { named } from "../label";
import type { FieldState, FormState } from "../model";
import { clean, hash } from "../text";

/** How pages and their libraries mark an error. */
const WRONG =
  ":is([class*=error i],[class*=invalid i],[class*=danger i],[class*=not-valid i],[class*=validation i],[class*=fail i],[id*=error i],[id$=err i]):not([class*=success i])";
const MARK = WRONG + ",[role=alert]:not([class*=success i])";
/** What speaks about a page or a form as a whole. */
const ABOUT =
  "[role=alert],[role=status],[class*=alert i],[class*=toast i],[class*=summary i],[class*=response i],[class*=flash i],[class*=notif i],[class*=banner i]";
const NO_TEXT =
  "select,option,textarea,script,style,noscript,button,a,[role=button],[role=combobox],[role=listbox],[role=textbox],[contenteditable]";

/** The text in it that can be seen. */
const shown = (element: Element): string =>
  [...element.childNodes]
    .map((node) => (node instanceof Text ? node.data : node instanceof Element && !node.matches("select,textarea,script,style,button") && isVisible(node) ? shown(node) : ""))
    .join(" ");

const hasWords = (text: string): boolean => /\p{L}{2}/u.test(text);

/** Written in red: in the colours that pages give to errors without a word in the markup. */
const isRed = (element: Element): boolean => {
  const { color } = getComputedStyle(element);
  const [a = 0, b = 0, c = 0] = (color.match(/[\d.]+/g) || []).map(Number);
  return /^rgb/.test(color) ? a > 120 && b < a * 0.6 && c < a * 0.6 : /^oklch/.test(color) && b > 0.1 && (c < 45 || c > 345);
};

/** The form, and the open shadow roots inside it that hold its fields. */
const placesOf = ({ root, fields }: FormState): ParentNode[] => [
  ...new Set([root, ...fields.flatMap(({ controls }) => controls.map((control) => control.getRootNode() as ParentNode))]),
].filter((place) => place == root || (place instanceof ShadowRoot && !place.contains(root)));

const fieldsIn = (box: Element, form: FormState): FieldState[] =>
  form.fields.filter(({ controls }) => controls.some((control) => {
    for (let up: Element | null = control; up; up = parentOf(up)) if (up == box) return true;
    return false;
  }));

/** Elements with a text of their own, the outermost of those within each other. */
const plainTexts = (places: ParentNode[]): Element[] => {
  const found: Element[] = [];
  for (const place of places) {
    for (const element of all(place, `*:not(${NO_TEXT},label,legend)`)) {
      const isOwn = [...element.childNodes].some((node) => node instanceof Text && hasWords(node.data));
      if (isOwn && !found.at(-1)?.contains(element) && !element.closest(NO_TEXT) && isVisible(element)) found.push(element);
    }
  }
  return found;
};

/** The texts that stood in the form when it was first looked at: hints, and no errors. */
const stood = new WeakMap<FormState, Set<string>>();

const textsBefore = (form: FormState): Set<string> => {
  let texts = stood.get(form);
  // Whatever stands there after an attempt may have come of it.
  if (!texts) stood.set(form, (texts = new Set(form.view.attempts ? [] : plainTexts(placesOf(form)).map(shown))));
  return texts;
};

/** To be called before anything goes wrong in the form. */
export const lookFirst = (form: FormState): void => {
  textsBefore(form);
};

const tiedTo = ({ controls }: FieldState): Element[] =>
  controls.flatMap((control) => ["aria-errormessage", "aria-describedby"].flatMap((name) => named(control, name)));

/** Whether the markup says that the field is invalid. */
export const isSaid = ({ controls }: FieldState): boolean => controls.some((control) => /^[^f]/.test(attr(control, "aria-invalid")));

const isAfter = (one: Element, other: Element): boolean => !!(other.compareDocumentPosition(one) & 4);

/** The field that a message stands at; none for one about the form as a whole. */
const ownerOf = (message: Element, form: FormState): FieldState | undefined => {
  const { fields, root } = form;
  const about = attr(message, "for") || attr(message, "data-valmsg-for");
  const tied = fields.find(
    (field) =>
      tiedTo(field).some((element) => element.contains(message) || message.contains(element)) ||
      (about && field.controls.some((control) => [attr(control, "id"), attr(control, "name")].includes(about))),
  );
  if (tied || all(message, "a[href^='#']")[0]) return tied;
  let box = parentOf(message);
  let near: FieldState[] = [];
  for (; box && !near[0]; box = box == root ? null : parentOf(box)) {
    near = fieldsIn(box, form);
    if (near[1]) {
      if (message.matches(ABOUT + "[class]")) return;
      const before = near.filter(({ controls }) => isAfter(message, controls.at(-1) as Element));
      const last = before.at(-1);
      const first = (last || near[0]) as FieldState;
      if (message.matches("[class*=errorlist]")) return near[before.length];
      const next = message.nextElementSibling;
      // Just above the button it is about the form, unless its field stands before it or says so.
      if (last && next && (next.matches(SUBMIT) || all(next, SUBMIT)[0]) && !isSaid(last) && !last.controls.includes(message.previousElementSibling as Element)) return;
      if (last) return all(box, SUBMIT).some((button) => isAfter(message, button) && isAfter(button, last.controls[0] as Element)) ? undefined : last;
      return box == root ? undefined : first;
    }
  }
  return near[0];
};

/** An error without a message. */
export const BARE = "invalid";

export interface Messages {
  at: Map<FieldState, string>;
  /** About the form as a whole. */
  about: string[];
}

/** What the form shows. Plain texts in red are looked for once somebody tried to send it. */
export const messagesOf = (form: FormState): Messages => {
  const { fields, view } = form;
  const places = placesOf(form);
  const before = textsBefore(form);
  const at = new Map<FieldState, string>();
  const about: string[] = [];
  const flagged = new Set<FieldState>();
  const taken: Element[] = [];
  const take = (message: Element): void => {
    const text = shown(message).trim();
    if (!hasWords(text) || taken.some((other) => other.contains(message))) return;
    const owner = ownerOf(message, form);
    if (owner && clean(text) == owner.is.label) return; // its label, in red
    taken.push(message);
    if (owner) at.has(owner) || at.set(owner, text);
    else if (message.matches(WRONG) || all(message, "a[href^='#']")[0] || isRed(message)) about.push(text);
  };
  for (const field of fields) if (isSaid(field) && field.controls.some(isVisible)) flagged.add(field);
  for (const mark of places.flatMap((place) => all(place, MARK))) {
    const [first, second] = fieldsIn(mark, form);
    const box = first?.controls.includes(mark) ? parentOf(mark) : mark;
    if (!first) mark.closest(NO_TEXT) || !isVisible(mark) || take(mark);
    else if (!second && box) flagged.add(first);
  }
  for (const field of flagged) {
    if (at.has(field)) continue;
    const tied = tiedTo(field).filter(isVisible);
    let box = field.controls[0] as Element;
    for (let up = parentOf(box); up && up != form.root && !fieldsIn(up, form)[1]; up = parentOf(up)) box = up;
    const texts = [...tied, ...plainTexts([box])].map((element) => shown(element).trim());
    const text = texts.find((one) => hasWords(one) && !before.has(one)) || (isSaid(field) && (texts.find(hasWords) || BARE));
    if (text) at.set(field, text);
  }
  if (view.attempts) {
    for (const element of plainTexts(places)) if (!before.has(shown(element).trim()) && isRed(element)) take(element);
  }
  return { at, about };
};

/** The messages at fields, without hints that have stood there from the start. */
export const errorsAt = (form: FormState): Map<FieldState, string> => {
  const { at } = messagesOf(form);
  for (const [field, text] of at) if (!isSaid(field) && textsBefore(form).has(text)) at.delete(field);
  return at;
};

/** Errors that the page shows outside of its forms: notices, and summaries above a form. */
const aroundForms = (): string[] =>
  all(document, ABOUT)
    .filter((element) => !element.closest("form") && element.matches(WRONG) && isVisible(element) && !all(element, "form")[0])
    .map((element) => shown(element).trim())
    .filter(hasWords);

/** Errors that speak about the form as a whole, in it and around it. */
export const errorsAbout = (form: FormState): string[] => [...messagesOf(form).about, ...aroundForms()];

/** Fingerprints of the errors that the form shows and that stand around it; with `only`, of those at its fields. */
export const alertsOf = (form: FormState, only?: boolean): string[] => {
  const { at, about } = messagesOf(form);
  return [...(only ? errorsAt(form).values() : [...at.values(), ...about, ...aroundForms()])].map(hash);
};
