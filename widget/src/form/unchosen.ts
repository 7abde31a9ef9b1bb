/* What a list that the page draws shows where nothing is chosen in it, and what native control stands behind it. */
import { all, attr, matches, parentOf } from "../dom";
import { fieldsByControl } from "../model";

/** A list that is no box to write in: its text is what was chosen, or asks to choose. */
const isDrawnList = (control: Element): boolean =>
  matches(control, "[role=combobox],[role=listbox],[aria-haspopup],button:not([role])") && !matches(control, "input,select,textarea,[contenteditable]");

/** Of what libraries call a text that stands where nothing is chosen; a style for such a text (`placeholder:grey`) says
    nothing. */
const MARKED = /(^|\s)[^\s:[]*(placeholder|-empty)[^\s:\]]*(?!\S)/i;
const isMarked = (part: Element): boolean => MARKED.test(attr(part, "class")) || part.getAttributeNames().some((name) => /^data-placeholder/.test(name));

/** An invitation to choose, in the languages of many; dots that wait for something; nothing but dashes. */
const PROMPT =
  /^(choose|select|pick|please|(nothing|none|no .*) selected|bitte|w[äa]hle|choisi|s[ée]lec|veuill|el[ie][gj]|escog|scegli|escolh|kies|maak|wybierz|v[äæe]l[gj]|valitse|vyber|zvol|выб|укаж|seç|请|請|اختر)|(…|\.\.\.|w[äa]hlen|seçin\S*|選択\S*|选择\S*|선택\S*)$|^[-–—]+$|^--.*--$/i;
/** The mask of an empty box. */
const MASK = /__/;
const ANY = /^/;

/** Which texts of a control say that it holds nothing; `isFirst` is one that it showed before the person came. */
export const unchosen = (control: Element, isFirst: boolean): RegExp | undefined => {
  const isList = isDrawnList(control);
  if (isList && [control, ...all(control, "*")].some(isMarked)) return ANY;
  return !isFirst ? undefined : isList ? PROMPT : MASK;
};

/** The one unseen native control in the box of a drawn list: it may have no name. */
export const nativesOf = (control: Element): Element[] => {
  const box = isDrawnList(control) && parentOf(control);
  const natives = box ? all(box, "select,[type=hidden],input[aria-hidden=true]") : [];
  return natives.length == 1 && !natives.some((one) => fieldsByControl.has(one)) ? natives : [];
};
