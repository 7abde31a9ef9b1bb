/* The messages of error that a form shows, and the field that each belongs to. By markup and place, not by words: they
   may be in any language. */
import { all, attr, isVisible, parentOf } from "../dom";
import { BUTTON, SUBMIT } from "../controls";
import { named } from "../label";
import type { FieldState, FormState } from "../model";
import { fieldsIn, hasWords, isRed, NO_TEXT, placesOf, plainTexts, wordsOf } from "../form/words";
import { isPraise, toasts } from "../form/toasts";
import { INSIDE } from "../place";
import { clean, hash } from "../text";
import { isTaken } from "./taken";
import { isHint, saidBeside, textsBeside, tiedWord } from "./beside";

/** How pages and their libraries mark an error. */
export const WRONG =
  ":is([class*=error i],[class*=invalid i],[class*=danger i],[class*=not-valid i],[class*=validation i],[class*=fail i],[id*=error i],[id$=err i]):not([class*=success i])";
const MARK = WRONG + ",[role=alert]:not([class*=success i])" + (INSIDE ? "" : ",[data-invalid]:not([data-invalid=false]),[data-message-type=validation],[data-message-type=error]");
/** Once somebody has tried to send it: by the colour that a class is named after, as Tailwind's. */
const RED = ["text-red", "text-destructive"].map((word) => `[class^=${word}],[class*=' ${word}']`).join();
/** What speaks about a page or a form as a whole. */
const ABOUT =
  "[role=alert],[role=status],[class*=alert i],[class*=toast i],[class*=summary i],[class*=response i],[class*=flash i],[class*=notif i],[class*=banner i]";
/** In the form and beside it. */
export const textsOf = (form: FormState): Element[] => [...plainTexts(placesOf(form)), ...textsBeside(form)];

/** The texts that stood in the form when it was first looked at: hints, and no errors. */
const stood = new WeakMap<FormState, Set<string>>();

export const textsBefore = (form: FormState): Set<string> => {
  let texts = stood.get(form);
  if (!texts) stood.set(form, (texts = new Set(textsOf(form).filter((element) => isHint(element, form)).map(wordsOf))));
  return texts;
};

/** To be called before anything goes wrong in the form. */
export const lookFirst = (form: FormState): void => {
  textsBefore(form);
};

export const tiedTo = ({ controls }: FieldState): Element[] =>
  controls.flatMap((control) => ["aria-errormessage", "aria-describedby"].flatMap((name) => named(control, name)));

/** Whether the markup says that the field is invalid. */
export const isSaid = ({ controls }: FieldState): boolean => controls.some((control) => /^[^f]/.test(attr(control, "aria-invalid")));

const isAfter = (one: Element, other: Element): boolean => !!(other.compareDocumentPosition(one) & 4);

/** What comes after the message in the box, its own boxes left behind, is a button to send with. */
const leadsToButton = (message: Element, box: Element, form: FormState): boolean => {
  let here = message;
  while (!here.nextElementSibling && parentOf(here) != box) here = parentOf(here) as Element; // `box` is around it
  const css = all(box, SUBMIT)[0] ? SUBMIT : BUTTON;
  let next = here.nextElementSibling;
  while (next && !fieldsIn(next, form)[0] && !next.matches(css) && !all(next, css)[0]) next = next.nextElementSibling;
  return !!next && (next.matches(css) || !!all(next, css)[0]);
};

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
      // Above the button, with no field between, it is about the form, unless its field stands before it or says so.
      if (!INSIDE && last && leadsToButton(message, box, form) && !isSaid(last) && !last.controls.includes(message.previousElementSibling as Element)) return;
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

/** What the form shows. Plain texts in red are looked for once somebody tried to send it, or `arrived` by that. */
export const messagesOf = (form: FormState, arrived?: boolean): Messages => {
  const { fields, view } = form;
  const places = placesOf(form);
  const before = !INSIDE && arrived ? new Set<string>() : textsBefore(form);
  const at = new Map<FieldState, string>();
  const about: string[] = [];
  const flagged = new Set<FieldState>();
  const taken: Element[] = [];
  const isTried = arrived || view.attempts > 0;
  const isSure = !arrived && view.attempts > 0 && isTaken(form);
  /** Colour is the weakest sign: a word of success, or a form that was taken, outweighs it where no field is tied to it. */
  const isWrong = (element: Element): boolean =>
    isRed(element) && !isPraise(element) && (!isSure || fields.some((field) => tiedTo(field).some((one) => one.contains(element))));
  const take = (message: Element): void => {
    const text = wordsOf(message);
    if (!hasWords(text) || taken.some((other) => other.contains(message))) return;
    const owner = ownerOf(message, form);
    if (owner && clean(text) == owner.is.label) return; // its label, in red
    taken.push(message);
    if (owner) at.has(owner) || at.set(owner, text);
    else if (message.matches(WRONG) || all(message, "a[href^='#']")[0] || (isTried && message.matches(RED)) || isWrong(message)) about.push(text);
  };
  for (const field of fields) if (isSaid(field) && field.controls.some(isVisible)) flagged.add(field);
  for (const field of INSIDE ? [] : fields) {
    const word = tiedWord(field, before);
    if (word) at.set(field, word);
  }
  for (const mark of places.flatMap((place) => all(place, isTried ? MARK + "," + RED : MARK))) {
    const [first, second] = fieldsIn(mark, form);
    const box = first?.controls.includes(mark) ? parentOf(mark) : mark;
    if (!first) mark.closest(NO_TEXT) || !isVisible(mark) || take(mark);
    else if (!second && box && isVisible(box)) flagged.add(first); // a form that is gone shows nothing
  }
  for (const field of flagged) {
    if (at.has(field)) continue;
    const tied = tiedTo(field).filter(isVisible);
    let box = field.controls[0] as Element;
    for (let up = parentOf(box); up && up != form.root && !fieldsIn(up, form)[1]; up = parentOf(up)) box = up;
    const texts = [...tied, ...plainTexts([box])].map(wordsOf).filter((one) => hasWords(one) && clean(one) != field.is.label);
    const text = texts.find((one) => !before.has(one)) || (isSaid(field) && (texts[0] || BARE));
    if (text) at.set(field, text);
  }
  if (isTried) {
    for (const element of plainTexts(places)) if (!before.has(wordsOf(element)) && isWrong(element)) take(element);
    if (!INSIDE) about.push(...saidBeside(form, before, isWrong));
  }
  return { at, about };
};

/** The messages at fields, without hints that have stood there from the start. */
export const errorsAt = (form: FormState): Map<FieldState, string> => {
  const { at } = messagesOf(form);
  for (const [field, text] of at) if (!isSaid(field) && textsBefore(form).has(text)) at.delete(field);
  return at;
};

/** The words that are seen of what is marked so. */
export const seen = (place: ParentNode, css: string, counts = (_: Element): unknown => true): string[] =>
  all(place, css).filter((element) => counts(element) && isVisible(element)).map(wordsOf).filter(hasWords);

/** Errors that the page shows outside of its forms: notices, and summaries above a form. */
export const aroundForms = (form?: FormState): string[] => [
  ...seen(document, ABOUT, (element) => element.matches(WRONG) && !element.closest("form") && !all(element, "form")[0]),
  ...(INSIDE ? [] : toasts(!!form && !isTaken(form))),
];

/** What can be read in the form, beside it, and where pages tell what has happened. */
export const wordsAround = (form: FormState): string[] => [
  ...textsOf(form).map(wordsOf).filter(hasWords),
  ...seen(document, ABOUT + ",[aria-live]", (element) => !all(element, "form")[0]),
];

/** The page says that something is wrong, with a mark or in red, as where a payment was declined. */
export const wrongsSaid = (): string[] => seen(document, ABOUT, (element) => (element.matches(WRONG) || isRed(element)) && !element.closest("form"));

/** Errors that speak about the form as a whole, in it and around it. */
export const errorsAbout = (form: FormState): string[] => [...messagesOf(form).about, ...aroundForms(form)];

/** Fingerprints of the errors that the form shows and that stand around it; with `only`, of those at its fields. */
export const alertsOf = (form: FormState, only?: boolean, arrived?: boolean): string[] => {
  const { at, about } = messagesOf(form, arrived);
  return [...(only ? errorsAt(form).values() : [...at.values(), ...about, ...aroundForms(arrived ? undefined : form)])].map(hash);
};
