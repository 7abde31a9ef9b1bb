/* What is heard of a person's acts, on a page and inside a foreign frame alike. */
import { lateFieldAt } from "../capture";
import { guard, listen } from "../guard";
import { forms, Outcome } from "../model";
import { hooks } from "../modules";
import { filledIn, look, pointed } from "./acting";
import { checkErrors, nativeError } from "./errors";
import { attempted, edited, emptied } from "./judging";
import { lookFirst } from "./messages";
import { late } from "./trial";
import { goesOn, pressed, watchEnter, watchSending } from "./pressing";

export const lookAtForms = (): void => {
  for (const form of forms) {
    lookFirst(form);
    if (form.touched[0]) checkErrors(form);
  }
};

/** Also of what was kept until this script had come. */
export const startHearing = (isSentTo?: Parameters<typeof watchSending>[0]): void => {
  const heard = (event: Event, target: Element): void => {
    const { type } = event;
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
  watchEnter();
  watchSending(isSentTo);
  listen(document, "reset", emptied);
  late.is = true;
  for (const what of hooks.early) guard(heard)(...what);
  for (const form of forms) if (form.outcome == Outcome.pending) attempted(form);
  late.is = false;
  lookAtForms();
};
