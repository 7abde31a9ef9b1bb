/* What a widget shows that is chosen in it, where the control that has the focus holds nothing: chips before a box to write
   in, a text over it, the names of files that a library took away. */
import { change } from "../form/doing";
import { CONTROLS } from "../controls";
import { all, attr, isElement, matches, nearest, parentOf, targetOf } from "../dom";
import { At, fieldsByControl } from "../model";
import { isEmpty, showOther } from "../value";
import { focus } from "../form/view";
import { CHANGED } from "../wire";

const SHOWING = "[role=combobox],[aria-haspopup=listbox],[type=file]";
const WRITING = "input:not([type]),[type=text]";

/** What says something about the field, or belongs to its list, and is no choice. */
const ASIDE =
  "label,legend,button,[role=button],[hidden],[aria-hidden=true],[role=alert],[role=status],[role=log],[role=tooltip],[aria-live],[role=listbox],[role=dialog],[role=menu],option,script,style," +
  "[class*=error i],[class*=help i],[class*=hint i],[class*=message i],[class*=feedback i],[class*=descr i],[class*=icon i]";
/** What stands where nothing is chosen. */
const HINT = "[class*=label i],[class*=placeholder i],[id*=placeholder i],[data-placeholder]";
const REMOVER = "button,[role=button],svg,[class*=remove i],[class*=close i],[class*=delete i]";

const isAside = (part: Element, control: Element): boolean => {
  const aside = nearest(part, ASIDE);
  return !!aside && !aside.contains(control);
};

/** The largest box around the control that holds no other field, not far up. */
const boxOf = (control: Element): Element | undefined => {
  const field = fieldsByControl.get(control);
  let found: Element | undefined;
  let box = parentOf(control);
  for (let up = 0; box && up < 6 && !matches(box, "form,fieldset,body,td,tr,li"); up++, box = parentOf(box)) {
    if (all(box, CONTROLS).some((other) => (fieldsByControl.get(other) || field) != field)) break;
    found = box;
  }
  return found;
};

const hasText = (element: Element): boolean => [...element.childNodes].some((node) => node.nodeType == 3 && /\S/.test((node as Text).data));

/** A short text with something to remove it. */
const isChip = (part: Element, box: Element, control: Element): boolean => {
  const chip = parentOf(part);
  return [part, chip].some((one) => one && one != box && !one.contains(control) && all(one, REMOVER).some((button) => !button.contains(part)));
};

/** Something stands before it in its box, as chips do, that is not just its label. */
const isPreceded = (control: Element): boolean =>
  [control, parentOf(control)].some((one) => {
    const before = one?.previousElementSibling;
    return !!before && !matches(before, "label,legend") && !all(before, CONTROLS)[0] && (one == control || !matches(before, "p,h1,h2,h3,h4,h5,h6"));
  });

const CHIP = "button,[role=button]";
const NO_CHIP = "[aria-haspopup],[aria-expanded],[aria-controls],[aria-label]";

const buttonsBefore = new WeakMap<Element, number>();

/** More buttons with words stand right before it than at first: each is something chosen. */
const isAfterMore = (control: Element): boolean => {
  let count = 0;
  for (const one of [control, parentOf(control)])
    for (let before = one?.previousElementSibling; before; before = before.previousElementSibling)
      for (const button of [before, ...before.children]) if (matches(button, CHIP) && !matches(button, NO_CHIP) && [button, ...all(button, "*")].some(hasText)) count++;
  if (!buttonsBefore.has(control)) buttonsBefore.set(control, count);
  return count > (buttonsBefore.get(control) || 0);
};

/** A custom element that keeps to itself what it sends with its form. */
const isMute = (control: Element): boolean => control.localName.includes("-") && !("value" in control);

/** Its word that it has another value is all there is to go by. */
export const heardChange = (event: Event): void => {
  const control = targetOf(event);
  const field = control && isMute(control) && fieldsByControl.get(control);
  if (field && field == focus.on && !field.secret) change(field, 0);
};

export const shows = (controls: Element[]): boolean => {
  const mute = controls.find(isMute);
  if (mute && (fieldsByControl.get(mute)?.did[At.flags] || 0) & CHANGED && !matches(mute, ":invalid")) return true;
  const control = controls.find((one) => matches(one, SHOWING)) || (controls[0] as Element);
  showOther(control, controls);
  if (matches(control, WRITING + "," + SHOWING) && isAfterMore(control)) return true;
  const isShowing = matches(control, SHOWING) && !isElement(all(control, "*")[0]);
  if (!isShowing && !(matches(control, WRITING) && isPreceded(control))) return false;
  const box = boxOf(control);
  if (!box) return false;
  const described = attr(control, "aria-describedby");
  const own = parentOf(control) as Element;
  const isBeside = (part: Element): boolean => !part.contains(control) || (part == own && part.childElementCount == 1);
  const parts = all(box, "*").filter((part) => hasText(part) && !isAside(part, control) && isBeside(part) && !(part.id && described.includes(part.id)));
  const other = showOther(box, parts);
  const closest = parentOf(own);
  const isChosen = (part: Element): boolean => part != own && !!closest?.contains(part) && !matches(control, "[type=file]") && !nearest(part, HINT);
  return (
    parts.some((part) => isChip(part, box, control)) ||
    (isShowing && (other || (box.contains(closest) && parts.some(isChosen)) || all(box, "[type=hidden][name]").some((hidden) => !isEmpty([hidden])) || !!all(box, "[aria-multiselectable=true] [aria-selected=true]")[0]))
  );
};
