/* Looks at values: it says whether there is one, and whether it is another one than before, and gives no part of it away.
   Beside it only form/echo.ts does, which takes them out of texts. A test proves that no other file reads one. */
import { hooks } from "./hooks";
import { INSIDE } from "./place";
import { hash } from "./text";

/** Whether the person has left the field empty. */
export const isEmpty = (controls: Element[]): boolean => {
  const behind = [...controls.filter(isBehind), ...controls.flatMap((one) => hooks.natives?.(one) || [])];
  return !(behind[0] ? behind : controls).some(held) && (INSIDE || !hooks.shows?.(controls));
};

/** Where the page draws another in its place, the native control holds what was chosen, but not yet what an editor does. */
const isBehind = (control: Element): boolean => {
  const { type, ariaHidden } = control as HTMLInputElement;
  return /^(hid|sel)/.test(type) || (!!ariaHidden && type != "textarea");
};

/** Whether there is no room for more. */
export const isFull = (controls: Element[]): boolean =>
  controls.every((control) => {
    const { maxLength } = control as HTMLInputElement;
    return maxLength > 0 && held(control).length >= maxLength;
  });

const before = new WeakMap<Element, string>();

/** Whether it holds something else than when this was last asked; with `filledIn`, something where it held nothing. */
export const hasChanged = (controls: Element[], filledIn?: boolean): boolean => {
  const [first] = controls as [Element];
  const known = before.get(first);
  const text = controls.map(held).join("");
  const mark = text && hash(text);
  before.set(first, mark);
  return known != null && known != mark && !(filledIn && known);
};

/** From here on, unless it was asked before. */
export const note = (controls: Element[]): void => {
  if (!before.has(controls[0] as Element)) hasChanged(controls);
};

const first = new WeakMap<Element, string>();

/** Whether these parts of a box show something, and another thing than when this was first asked. */
export const showOther = (box: Element, parts: Element[]): boolean => {
  const text = parts.map(held).join("");
  const mark = hash(text);
  if (!first.has(box)) {
    first.set(box, mark);
    if (hooks.unchosen?.(box, true)?.test(text)) before.delete(box); // which from now on counts as empty
  }
  return !!text && first.get(box) != mark;
};

/** Of a widget that the page draws, what it says to screen readers; its text, where it has no value of its own. */
const held = (control: Element): string => {
  const { localName, role, type, value, checked, textContent, ariaPressed, ariaChecked, ariaValueText, ariaValueNow } = control as HTMLInputElement;
  if (/^(radio|checkbox)/.test(type) || (/-/.test(localName) && checked != null)) return checked ? "on" : "";
  if (/group/.test(role!)) return ""; // what stands in it speaks for it
  const isOn = ariaChecked || (!INSIDE && ariaPressed);
  if (isOn) return isOn == "false" ? "" : isOn;
  const text = `${/^(su|bu)/.test(type) || value == null ? ariaValueText ?? ariaValueNow ?? textContent : value}`.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, "");
  return hooks.unchosen?.(control, first.get(control) == hash(text))?.test(text) ? "" : text;
};
