/* What the page says back of what was entered in it: that is taken out of every text that is to be sent. With value.ts the
   only file that looks at a value, and it gives no part of one away. A test proves that no other file reads one. */
import { isToggle, typeOf } from "../controls";
import { matches } from "../dom";
import { guard, listen } from "../guard";
import { hooks } from "../modules";
import { focus } from "./view";

const MOST = 300;

/** What was entered on this page, for as long as it lives: a later step may say it again when its control is gone. */
const entered = new Set<string>();
/** What was chosen: a message may say it when the list is back at its first entry; labels may say it, too. */
const chosen = new Set<string>();

/** What is chosen is said by its words, not by its value. An option without one asks to choose. A component's `selectedOptions`
    may be anything. */
const wordsIn = (control: Element): string[] =>
  matches(control, "select") ? [...(control as HTMLSelectElement).selectedOptions].filter(({ value }) => value).map(({ text }) => text.trim()) : [];

const contentOf = ({ value, textContent }: HTMLInputElement): string => `${value ?? textContent ?? ""}`.trim();

/** The value of a box to tick is the page's own: a word of it that messages may use counts where it is ticked. */
const textIn = (control: Element): string => {
  const text = contentOf(control as HTMLInputElement);
  return isToggle(typeOf(control)) && /^(\p{L}*|..)$/u.test(text) && !((control as HTMLInputElement).checked && text[3]) ? "" : text;
};

/** What is chosen is the page's own words, and a label of its own may say them ("Card number"). A password is in no text. */
const writtenIn = (control: Element): string => {
  const type = typeOf(control);
  return isToggle(type) || /^(sel|pas|list|fil|ra|co)/.test(type) ? "" : contentOf(control as HTMLInputElement);
};

export const remember = (controls: Element[]): void => {
  for (const control of controls) {
    const text = writtenIn(control);
    if (text[1] && entered.size < MOST) entered.add(text);
    for (const words of wordsIn(control)) if (chosen.size < MOST) chosen.add(words);
  }
};

/** A page may take what Enter or a press sends, and empty the boxes at once. */
const whatIsSent = ({ type, key }: KeyboardEvent): boolean => type != "keydown" || key == "Enter";

export const rememberAtEnter = (box: Element): void =>
  listen<KeyboardEvent>(box, "keydown", (event) => {
    if (whatIsSent(event)) remember([box]);
  });

/** Until follow/ has come, which hears of presses itself. */
export const rememberAtFirst = (): void => {
  const types = ["submit", "pointerdown", "keydown"];
  const sent = guard((event: Event) => {
    if (hooks.look) for (const type of types) document.removeEventListener(type, sent, true);
    else if (focus.on && whatIsSent(event as KeyboardEvent)) remember(focus.on.form.fields.flatMap(({ controls }) => controls));
  });
  for (const type of types) document.addEventListener(type, sent, { capture: true, passive: true });
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

/** How many letters two words begin with in common; or end with, where they are turned around. */
const alike = (one: string[], other: string[]): number => {
  const at = one.findIndex((letter, place) => letter != other[place]);
  return at < 0 ? one.length : at;
};

/** Whether the word is the value before more was written, at its end or within it. */
const isHalf = (word: string, value: string): boolean => {
  const [part, whole] = [[...word.toLowerCase()], [...value.toLowerCase()]];
  const begin = alike(part, whole);
  return begin > 2 && begin + alike(part.reverse(), whole.reverse()) >= part.length;
};

/** A page may have looked at what was only half written. */
const withoutHalf = (text: string, value: string): string =>
  value[4] && !/\s/.test(value) ? text.replace(/[^\s"'“”‘’«»…]{4,}?(?=[.,:;!?)]*([\s"'“”‘’«»…]|$))/g, (word) => (isHalf(word, value) ? "…" : word)) : text;

/** A drawn list that shows a hint in the place of a choice: no person's words. */
const HINTING = "[role=combobox]:not(input):is(.placeholder,[class$=-placeholder],[class*='-placeholder '])";

/** The message without what stands in these controls, or was entered before. */
export const withoutValues = (text: string, controls: Element[]): string => {
  const values = [...entered, ...chosen, ...controls.flatMap((control) => (matches(control, HINTING) ? [] : [textIn(control), ...wordsIn(control)]))];
  const lines = values.flatMap((value) => value.split(/\s*\n\s*/)); // a page may have read it before another line came
  for (const value of new Set([...values, ...lines].sort((one, other) => other.length - one.length))) if (value[1]) text = withoutNumber(without(text, value, value[3]), value);
  for (const value of [...entered, ...controls.map(writtenIn)]) text = withoutHalf(text, value);
  return text;
};

/** The label without what was entered; and without what its page has put into these controls, unless that is all it says. */
export const withoutEntered = (text: string, controls: Element[]): string => {
  for (const value of entered) if (value[2]) text = without(text, value);
  for (const control of controls) {
    const value = writtenIn(control);
    const rest = value[2] ? without(text, value) : text;
    if (/\p{L}{2}/u.test(rest)) text = rest;
  }
  return text;
};
