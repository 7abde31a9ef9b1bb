/* What a page lays over itself, or tells in a live region, when something went wrong: known by the words that libraries
   mark it with, and last by its colour. Here, as form/ comes before follow/ does. */
import { BUTTON } from "../controls";
import { all, attr, isVisible, matches, nearest, parentOf } from "../dom";
import { hasWords, isPink, isRed, isWorded, wordsOf } from "./words";

const WORDS = ["error", "danger", "fail", "negative", "destructive", "invalid", "color-red"];
const SAYING = ["class", "data-type", "data-status", "data-variant", "variant", "status", "color"];
/** In small letters only, as a look that minds none takes four times as long. */
const MARKED = [...WORDS.map((word) => `[class*=${word}]`), ...SAYING.slice(1).map((name) => `[${name}]`)].join();
const WRONG_WORD = RegExp(`(^|[^a-z])(${WORDS.join("|")})(ed|ure)?(?![a-z])`, "i");
const GOOD_WORD = /(^|[^a-z])(success|sent|thanks?|ok)(?![a-z])/i;
const LIVE = "[role=alert],[role=status],[aria-live=polite],[aria-live=assertive]";
const DIALOG = "dialog,[role=dialog],[role=alertdialog],[aria-modal=true]";
/** What may be marked so, or red, without anything being wrong. */
const ELSEWHERE = "form,table,nav,header,a," + BUTTON;

/** The layer over the page that it stands in. */
export const layerOf = (element: Element | null): Element | null => {
  let layer = element;
  while (layer && !matches(layer, DIALOG) && getComputedStyle(layer).position != "fixed") layer = parentOf(layer);
  return layer;
};

/** It says in a word that all is well, or only how things stand. */
export const isPraise = (element: Element | null): boolean =>
  [element, element && parentOf(element)].some((one) => one && (attr(one, "role") == "status" || GOOD_WORD.test(attr(one, "class"))));

/** The message that it is a part of, in a layer or a live region that comes up by itself; none where the layer asks. */
const messageAt = (part: Element): Element | undefined => {
  let layer = nearest(part, ELSEWHERE) ? null : part;
  let message = part;
  while (layer && !matches(layer, LIVE + "," + DIALOG) && getComputedStyle(layer).position != "fixed") {
    message = layer;
    layer = parentOf(layer);
  }
  if (!layer || all(layer, "form")[0] || (matches(layer, DIALOG) && all(layer, BUTTON).filter((button) => hasWords(wordsOf(button)) && isVisible(button))[1])) return undefined;
  return matches(layer, "[role]," + DIALOG) ? layer : message;
};

/** Red letters, a red ground, a red icon beside them. */
const isReddish = (message: Element): boolean => {
  let box = message;
  for (let up; (up = parentOf(box)) && wordsOf(up) == wordsOf(message); ) box = up;
  return [box, ...all(box, "*")].some((one) => !nearest(one, BUTTON) && isVisible(one) && (isRed(one, "backgroundColor") || isPink(one) || ((isWorded(one) || matches(one, "svg")) && isRed(one))));
};

/** `byColour`: those, too, that no word marks. */
export const toasts = (byColour: boolean): string[] => {
  const marked = all(document, MARKED).filter((one) => SAYING.some((name) => WRONG_WORD.test(attr(one, name)))).map(messageAt);
  const red = byColour ? all(document, LIVE).filter((one) => !nearest(one, ELSEWHERE) && !GOOD_WORD.test(attr(one, "class")) && isVisible(one) && isReddish(one)) : [];
  return [...marked, ...red].filter((one): one is Element => !!one && isVisible(one)).map(wordsOf).filter(hasWords);
};
