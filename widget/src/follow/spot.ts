/* Where the person is: what the prompt needs to know of it. */
import type { Spot } from "./asking_host";
import { awake } from "../clock";
import { latest } from "../model";
import { focus } from "../form/view";

export const spot = (): Spot | null => {
  const form = latest();
  if (!form) return null;
  const field = form.touched[form.view.last];
  const focused = !!field && field == focus.on;
  return {
    view: form.view.id,
    form: form.is.key,
    field: field ? field.is.key : null,
    label: field ? field.is.label : null,
    element: field?.controls[0] || null,
    focused,
    hesitated: focused && !field.changed ? awake() - field.focusedAt : 0,
  };
};
