/* Lists that a page draws, and the native control that stands behind one. */
import { all, matches, parentOf } from "../dom";
import { fieldsByControl } from "../model";

/** A list that is no box to write in: its text is what was chosen, or asks to choose. */
export const isDrawnList = (control: Element): boolean =>
  matches(control, "[role=combobox],[role=listbox],[aria-haspopup],button:not([role])") && !matches(control, "input,select,textarea,[contenteditable]");

/** The one unseen native control in the box of a drawn list: it may have no name. */
export const nativesOf = (control: Element): Element[] => {
  const box = isDrawnList(control) && parentOf(control);
  const natives = box ? all(box, "select,[type=hidden],input[aria-hidden=true]") : [];
  return natives.length == 1 && !natives.some((one) => fieldsByControl.has(one)) ? natives : [];
};
