/* What a page says right beside a form, and what it says already before an attempt leads on to the next page. */
import { fieldAt, person } from "../form/doing";
import { BUTTON, CONTROLS } from "../controls";
import { all, attr, isConnected, isRendered, isVisible, matches, nearest, parentOf, rootOf } from "../dom";
import { page } from "../identity";
import type { FieldState, FormState } from "../model";
import { hasWords, hints, isGreen, isRed, isWorded, plainTexts, wordsOf } from "../form/words";
import { hash } from "../text";
import { aroundForms, BARE, isSaid, seen, textsBefore, textsOf, tiedTo, WRONG } from "./messages";
import type { Trial } from "./trial";

const MOST_BESIDE = 40;

/** Pages keep boxes for each outcome there, of which one is shown. */
const nextSeen = (box: Element, side: "previousElementSibling" | "nextElementSibling"): Element | null => {
  let next = box[side];
  while (next && !isRendered(next)) next = next[side];
  return next;
};

/** What stands right before and after the form, and the boxes around it: often a word about it. */
const besides = ({ root }: FormState): Element[] => {
  const found: (Element | null)[] = [];
  for (let box: Element | null = root, up = 0; box && up++ < 3 && !matches(box, "body,main"); box = parentOf(box)) found.push(nextSeen(box, "previousElementSibling"), nextSeen(box, "nextElementSibling"));
  return found.filter((box): box is Element => {
    if (!box || matches(box, "form,nav,header,footer,aside,article,section")) return false;
    const inside = all(box, "*");
    return inside.length < MOST_BESIDE && !inside.some((one) => matches(one, "form," + CONTROLS));
  });
};

export const textsBeside = (form: FormState): Element[] =>
  besides(form).flatMap((box) => (isWorded(box) ? (isVisible(box) ? [box] : []) : plainTexts([box])));

/** Links to fields of the form, as summaries of what is wrong with it have. */
const linksToFields = (form: FormState): Element[] =>
  [form.root, ...besides(form)]
    .flatMap((box) => all(box, "a[href^='#']"))
    .filter((link) => fieldAt(document.getElementById(attr(link, "href").slice(1)))?.form == form && isVisible(link));

/** What is said of the form beside it, and was not `before`. */
export const saidBeside = (form: FormState, before: Set<string>, isWrong: (element: Element) => boolean): string[] => {
  const isMarked = (element: Element | null): unknown => element && !element.contains(form.root) && matches(element, WRONG);
  const isNews = (element: Element): boolean => !before.has(wordsOf(element)) && (isWrong(element) || !!isMarked(element) || !!isMarked(parentOf(element)));
  return [...textsBeside(form).filter(isNews), ...linksToFields(form)].map(wordsOf);
};

/** A press may have come before this script, and a word of it: what stood there before was noted. */
export const isHint = (element: Element, { view, root }: FormState): boolean => {
  const noted = hints.get(root);
  return noted ? !root.contains(element) || noted.has(wordsOf(element)) : !view.attempts;
};

/** Fingerprints of what stood there before such a press, and of what stands elsewhere; none where nothing was noted. */
export const hintsOf = (form: FormState): string[] | undefined =>
  hints.has(form.root) ? [...textsBefore(form), ...aroundForms()].map(hash) : undefined;

/** What is tied to the field and came up at an attempt; later it may count what is typed. */
export const tiedWord = (field: FieldState, before: Set<string>): string | undefined => {
  const { view, attemptAt, alerts } = field.form;
  if (!view.attempts || person.keyAt > attemptAt) return;
  return tiedTo(field).filter(isVisible).map(wordsOf).find((text) => hasWords(text) && !before.has(text) && !alerts.includes(hash(text)));
};

/** Words of success that the page shows. */
export const successes = (form?: FormState): string[] => [
  ...seen(document, "[class*=success i]:not(button,a,[class*=btn]),[role=status]"),
  ...(form ? textsOf(form).filter(isGreen).map(wordsOf) : []),
];

/** Fingerprints of what may come up, on this page or the next, and stands there already: in red, tied to a field, of
    success, marked as wrong; and the mark that an error leaves behind. */
export const standingIn = (form: FormState): string[] => {
  const { fields } = form;
  const texts = [...textsOf(form).filter((element) => isRed(element) || isGreen(element)), ...fields.flatMap(tiedTo).filter(isVisible)].map(wordsOf);
  return [...[...texts, ...successes(), fields.some(isSaid) ? BARE : ""].map(hash), ...wrongIn(document)];
};

const wrongIn = (place: ParentNode): string[] => seen(place, WRONG, (element) => !element.closest(BUTTON + ",a")).map(hash);

/** Something that is marked as wrong came up where the form was; another address shows another thing. */
export const gaveWayToError = ({ alerts, view }: FormState, { place }: Trial): boolean =>
  view.page == page() && wrongIn(place && isConnected(place) ? place : document).some((wrong) => !alerts.includes(wrong));

export const buttonsNow = (): Element[] => all(document, BUTTON).filter(isRendered);

/** A button that was not to be seen at the attempt. */
export const cameUp = (button: Element | null, { seenButtons }: Trial): boolean =>
  !!button && !seenButtons.includes(button) && rootOf(button) == document && !nearest(button, "a[href]");
