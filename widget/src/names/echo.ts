/* What the page says back of what was entered in it: that is taken out of every text that is to be sent. With value.ts the
   only file that looks at a value, and it gives no part of one away. A test proves that no other file reads one. */
import { isToggle, typeOf } from "../controls";
import { matches } from "../dom";

const MOST = 300;

/** What was entered on this page, for as long as it lives: a later step may say it again when its control is gone. */
const entered = new Set<string>();

/** What is chosen is said by its words, not by its value. An option without one asks to choose. A component's `selectedOptions`
    may be anything. */
const wordsIn = (control: Element): string[] =>
  matches(control, "select") ? [...(control as HTMLSelectElement).selectedOptions].filter(({ value }) => value).map(({ text }) => text.trim()) : [];

/** The value of a box to tick is the page's own: a word of it that messages may use counts where it is ticked. */
const textIn = (control: Element): string => {
  const { value, checked, textContent } = control as HTMLInputElement;
  const text = `${value ?? textContent ?? ""}`.trim();
  return isToggle(typeOf(control)) && /^(\p{L}*|..)$/u.test(text) && !(checked && text[3]) ? "" : text;
};

/** What is chosen is the page's own words, and a label of its own may say them ("Card number"). A password is in no text. */
const isWritten = (control: Element): boolean => !isToggle(typeOf(control)) && !/^(sel|pas|list|fil|ra|co)/.test(typeOf(control));

export const remember = (controls: Element[]): void => {
  for (const control of controls) {
    const text = isWritten(control) ? textIn(control) : "";
    if (text[1] && entered.size < MOST) entered.add(text);
  }
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const digitsOf = (text: string): string => text.replace(/\D/g, "");

const LETTER = "[\\p{L}\\d]";

/** Where it stands as a word, in whatever capitals; with `inside`, within words, too. */
const without = (text: string, value: string, inside?: unknown): string => {
  const plain = escaped(value).replace(/\s+/g, "\\s+");
  return text.replace(new RegExp(inside ? plain : `(?<!${LETTER})${plain}(?!${LETTER})`, "giu"), "…");
};

/** A number, however its digits are set apart. */
const withoutNumber = (text: string, value: string): string => {
  const digits = digitsOf(value);
  return digits[2] && /^[\d\s.,'-]+$/.test(value) ? text.replace(/\d[\d.,' ]*\d/g, (run) => (digitsOf(run).startsWith(digits) ? "…" : run)) : text;
};

/** A drawn list that shows a hint in the place of a choice: no person's words. */
const HINTING = "[role=combobox]:not(input):is(.placeholder,[class$=-placeholder],[class*='-placeholder '])";

/** The message without what stands in these controls, or was entered before. */
export const withoutValues = (text: string, controls: Element[]): string => {
  const values = [...entered, ...controls.flatMap((control) => (matches(control, HINTING) ? [] : [textIn(control), ...wordsIn(control)]))];
  const lines = values.flatMap((value) => value.split(/\s*\n\s*/)); // a page may have read it before another line came
  for (const value of new Set([...values, ...lines].sort((one, other) => other.length - one.length))) if (value[1]) text = withoutNumber(without(text, value, value[3]), value);
  return text;
};

/** The label without what was entered; and without what its page has put into these controls, unless that is all it says. */
export const withoutEntered = (text: string, controls: Element[]): string => {
  for (const value of entered) if (value[2]) text = without(text, value);
  for (const control of controls) {
    const value = isWritten(control) ? textIn(control) : "";
    const rest = value[2] ? without(text, value) : text;
    if (/\p{L}{2}/u.test(rest)) text = rest;
  }
  return text;
};
