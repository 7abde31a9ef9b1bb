/* What is heard of a person's acts, on a page and inside a foreign frame alike. */
import { lateFieldAt } from "../form/doing";
import { guard, listen } from "../guard";
import { type FieldState, forms, Outcome } from "../model";
import { hooks } from "../modules";
import { filledIn, look, pointed } from "./acting";
import { checkErrors, nativeError } from "./errors";
import { attempted, edited, emptied } from "./judging";
import { lookFirst } from "./messages";
import { remember } from "../form/echo";
import { late } from "./trial";
import { goesOn, pressed, watchEnter, watchSending } from "./pressing";
import { focus } from "../form/view";

export const lookAtForms = (): void => {
  for (const form of forms) {
    lookFirst(form);
    if (form.touched[0]) checkErrors(form);
  }
};

const watched = new WeakSet<Element>();

/** Also of what was kept until this script had come. `watch` is told once of each control of the fields that are entered:
    what would be heard of every key on the document is heard of those few that it is about. */
export const startHearing = (isSentTo?: Parameters<typeof watchSending>[0], watch?: (field: FieldState, control: Element) => void): void => {
  const heard = (event: Event, target: Element): void => {
    const { type } = event;
    if (focus.on && /^[pc]/.test(type)) remember(focus.on.controls); // a page may empty it at once
    if (type == "pointerdown") return pointed(event as PointerEvent, target);
    if (/input|change/.test(type)) return filledIn(event as InputEvent, target);
    if (type == "click") return pressed(event, target);
    const field = lateFieldAt(target);
    if (!field) return;
    field.form.stops++;
    nativeError(field, target);
  };
  hooks.heard = heard;
  hooks.look = look;
  hooks.attempted = attempted;
  hooks.edited = edited;
  hooks.goesOn = goesOn;
  hooks.entered = (field) => {
    for (const control of field.controls) {
      if (watched.has(control)) continue;
      watched.add(control);
      watchEnter(field, control);
      watch?.(field, control);
    }
  };
  if (focus.on) hooks.entered(focus.on);
  watchSending(isSentTo);
  listen(document, "reset", emptied);
  late.is = true;
  for (const what of hooks.early) guard(heard)(...what);
  for (const form of forms) if (form.outcome == Outcome.pending) attempted(form);
  late.is = false;
  lookAtForms();
};
