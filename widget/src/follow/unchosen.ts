/* What a list that the page draws shows where nothing is chosen in it. */
import { all, attr, matches } from "../dom";
import { isDrawnList } from "../form/drawn_lists";

/** Of what libraries call a text that stands where nothing is chosen; a style for such a text (`placeholder:grey`) says
    nothing. */
const MARKED = /(^|\s)[^\s:[]*(placeholder|-empty)[^\s:\]]*(?!\S)/i;
const isMarked = (part: Element): boolean => MARKED.test(attr(part, "class")) || matches(part, "[data-placeholder],[data-placeholder-shown]");

/** An invitation to choose, in the languages of many; dots that wait for something; nothing but dashes. */
const PROMPT =
  /^(choose|select|pick|please|no.* selected|bitte|w[äa]hle|choisi|s[ée]lec|veuill|el[ie][gj]|escog|scegli|escolh|kies|wybierz|v[äæe]l[gj]|valitse|vyber|выб|укаж|请|請|اختر)|(…|\.\.\.|w[äa]hlen|seçin\S*|選択\S*|选择\S*|선택\S*)$|^[-–—]+$|^--.*--$/i;
/** The mask of an empty box. */
const MASK = /__/;
const ANY = /^/;

/** Which texts of a control say that it holds nothing; `isFirst` is one that it showed before the person came. */
export const unchosen = (control: Element, isFirst: boolean): RegExp | undefined => {
  const isList = isDrawnList(control);
  if (isList && [control, ...all(control, "*")].some(isMarked)) return ANY;
  return !isFirst ? undefined : isList ? PROMPT : MASK;
};
