/* Presses in anger: what a person does that the page does not answer. */
import { lateFieldAt, person } from "../capture";
import { timeOrigin } from "../clock";
import { nearest } from "../dom";
import { At } from "../model";
import { isEmpty } from "../value";
import { touch } from "../view";

const WITHIN_MS = 1_000;
const WITHIN_PX = 24;
/** Where one presses often to get on: a step, a day, a slide. */
const STEPPERS = "button,[role=button],[type=number],[type=range],[type=color],[role=slider],[role=spinbutton],[role=grid]";

let presses: PointerEvent[] = [];

/** Three presses within a second at one place that change nothing, and select no text. */
export const pointed = (event: PointerEvent, press: Element): void => {
  const label = nearest(press, "label") as HTMLLabelElement | null;
  const field = lateFieldAt(press) || lateFieldAt(label && label.control);
  if (!field || nearest(press, STEPPERS)) return;
  presses = presses.filter(
    ({ timeStamp, clientX, clientY }) =>
      timeStamp + timeOrigin > person.keyAt &&
      event.timeStamp - timeStamp <= WITHIN_MS &&
      Math.hypot(clientX - event.clientX, clientY - event.clientY) <= WITHIN_PX,
  );
  const selects = !/^(checkbox|radio|file|sel)/.test(field.is.type) && !isEmpty(field.controls);
  if (presses.push(event) != 3 || selects) return;
  touch(field);
  field.did[At.rage]++;
};
