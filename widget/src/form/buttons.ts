/* Buttons that are a field: one that shows what is chosen in a layer which it opens, and rows of them of which one is chosen. */
import { CONTROLS, within } from "../controls";
import { all, attr, comesBefore, isVisible, labelsOf, matches, nearest, parentOf } from "../dom";
import { fieldsByControl } from "../model";

const HIDDEN = "[type=hidden][name]";
/** As the page came. */
const EMPTY = ":not([value]),[value='']";
const PLACE = "form,fieldset,body";

/** Whether no control stands beside it, as one does beside the buttons that help with it. */
const isAlone = (button: Element): boolean => {
  const box = parentOf(button);
  return !!box && (matches(box, PLACE) || !within(box)[0]);
};

/** One that opens a calendar or another layer, and keeps what is chosen in a hidden input beside it or names itself. */
const keeps = (button: Element): boolean => {
  if (!matches(button, "[aria-haspopup=dialog],[aria-haspopup=grid]")) return false;
  const box = parentOf(button) as Element;
  const names = attr(button, "aria-labelledby").split(" ");
  return (!matches(box, PLACE) && all(box, HIDDEN).length == 1) || (names.length > 1 && names.includes(button.id));
};

/** The buttons in forms that a label is for, or that open a layer to choose in. */
export const openersIn = (root: ParentNode): Element[] =>
  all(root, "form button[type=button]").filter(
    (button) =>
      !nearest(button, CONTROLS + ",nav,[role=toolbar]") && isAlone(button) && ((button.id && labelsOf(button).some((label) => attr(label, "for") == button.id)) || keeps(button)) && isVisible(button),
  );

const NO_CHOICE = "[aria-haspopup],[aria-expanded],[aria-controls],[aria-pressed],[class*=prev i],[class*=next i],[class*=plus i],[class*=minus i],[class*=incr i],[class*=decr i]";
const QUESTION = "label,legend,p,h1,h2,h3,h4,h5,h6,[class*=label i],[class*=title i]";

/** Rows of buttons of one make, below a question, that set one hidden input, which is empty at first. */
export const ratingsIn = (root: ParentNode): Element[] =>
  all(root, HIDDEN).flatMap((hidden) => {
    const box = parentOf(hidden);
    if (!box || matches(box, PLACE) || within(box)[0] || all(box, HIDDEN)[1]) return [];
    const buttons = all(box, "button");
    const [first, ...others] = buttons;
    const row = first && others[0] && parentOf(first);
    if (!row || (!matches(hidden, EMPTY) && !fieldsByControl.has(row)) || !isVisible(row)) return [];
    const isLike = (one: Element): boolean => parentOf(one) == row && matches(one, "[type=button]") && !matches(one, NO_CHOICE) && one.childElementCount == first.childElementCount;
    const { previousElementSibling } = box;
    const isAsked = all(box, QUESTION).some((one) => comesBefore(one, first) && !one.contains(first)) || (previousElementSibling && matches(previousElementSibling, QUESTION) && !within(previousElementSibling)[0]);
    return isAsked && buttons.every(isLike) ? [row] : [];
  });
