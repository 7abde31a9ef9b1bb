/* Lists, and search boxes of lists, that come up for the field in use with nothing in the markup that ties them to it. */
import { fieldAt, person } from "../form/doing";
import { EXPANDED, POPUP } from "../controls";
import { matches, nearest, parentOf } from "../dom";
import { type FieldState, fieldsByControl, latest } from "../model";
import { focus } from "../form/view";

/** The field that it came up for: what stands open right before it; else one known before this look, in the same form, that
    the person was in or pressed last. What a press elsewhere has brought up is a field of its own. */
export const inUseBefore = (popup: Element): FieldState | undefined => {
  if (!matches(popup, POPUP)) return undefined;
  const before = popup.previousElementSibling;
  if (before && matches(before, EXPANDED)) return fieldsByControl.get(before);
  const form = latest();
  const field = focus.on || form?.touched[form.view.last];
  const [first] = field?.controls || [];
  const place = nearest(popup, "form");
  const press = popup.contains(person.press) ? person.pressBefore : person.press;
  return field?.is.key && first && (matches(first, "[role=combobox],[aria-haspopup]") || (!matches(popup, "input") && /^(te|sea)/.test(field.is.type))) &&
    (!place || place == field.form.root) && (!press || fieldAt(press) || parentOf(popup)?.contains(press)) ? field : undefined;
};
