/* What a person does that no event tells plainly: autofill, choices in widgets that the page draws, presses in anger. */
import { change, fieldAt, lateFieldAt, person } from "../form/doing";
import { now, timeOrigin } from "../clock";
import { CONTROLS } from "../controls";
import { all, isConnected, nearest, parentOf } from "../dom";
import { At, type FieldState, fieldsByControl, latest } from "../model";
import { remember } from "../form/echo";
import { INSIDE } from "../place";
import { hasChanged, isEmpty } from "../value";
import { focus, touch } from "../form/view";
import { AUTOFILLED } from "../wire";

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
  const selects = (): boolean => !/^(checkbox|radio|file|sel)/.test(field.is.type) && !isEmpty(field.controls);
  if (presses.push(event) != 3 || selects()) return;
  touch(field);
  field.did[At.rage]++;
};

/** A native control that holds text: the others have no `type`, or another one. */
const isText = (control: Element): boolean => /^([temw]|pa|ur|nu|da|sea)/.test((control as HTMLInputElement).type);

/** What browsers and password managers fill in: no widget that a page draws. */
const isFillable = ({ is }: FieldState): boolean => !/^(ch|ra|fi|co|sw|sl|li|sp|to)/.test(is.type);

/** By the browser, which marks it; or all at once by a tool, in a field that the person is not in, or has only pressed.
    Whoever has just pressed outside all fields has picked it there: a day in a calendar, an address in a list. */
const wasAutofilled = ({ isTrusted, inputType }: InputEvent, control: Element, field: FieldState): boolean => {
  if (control.matches(":autofill")) return true;
  if (inputType || !isText(control) || !isFillable(field)) return false;
  const { keyAt, pressAt, press } = person;
  if (!focus.on) return now() - Math.max(keyAt, pressAt) > WITHIN_MS;
  if (focus.on != field) return !field.did[At.flags] || hasChanged(field.controls); // set by the person, and told late
  return !isTrusted && keyAt < pressAt && fieldAt(press) == field && hasChanged(field.controls, true);
};

/** An event of a control that no typing explains. */
export const filledIn = (event: InputEvent, control: Element): void => {
  const field = fieldAt(control);
  if (field && wasAutofilled(event, control, field)) change(field, AUTOFILLED);
};

/** In a layer that the page laid over itself, as calendars and lists are; or beside the field, in a box that holds no
    other: on what counts up, on what is drawn for it. `on` is the field that was pressed. */
const isPressedFor = (field: FieldState, press: Element, on?: FieldState): boolean => {
  const { controls } = field;
  if (on) return on == field && !controls.some((control) => control.contains(press));
  if (!isConnected(press)) return true;
  for (let box: Element | null = press, up = 0; box && !box.matches("form,body"); box = parentOf(box), up++) {
    const around = box;
    if (controls.some((control) => around.contains(control))) return up < 5 && !all(around, CONTROLS).some((other) => fieldsByControl.has(other) && !controls.includes(other));
    if (/^(ab|f)/.test(getComputedStyle(box).position)) return true;
  }
  return false;
};

/** What no event tells of: the choice in a widget that the page draws; and, where nothing was typed in this focus, what
    was autofilled in the field and, if there, beside it (on iOS). What else comes up in a field is of the page's doing. */
export const look = (field?: FieldState, changed?: boolean): void => {
  let typed = changed || field?.changed;
  let picked: unknown;
  let filled = field?.secret;
  const on = fieldAt(person.press);
  if (field && field != focus.on) remember(field.controls);
  const press = INSIDE || now() - person.pressAt > WITHIN_MS ? null : person.press;
  const form = INSIDE ? field?.form : field?.form || latest();
  for (const other of form ? [...(field ? [field] : []), ...form.fields] : []) {
    const [control] = other.controls as [Element];
    const isDrawn = (other == field || other == on) && !(isText(control) && isFillable(other) && (INSIDE || other.owner == control));
    const isPicked = !INSIDE && !!press && !(isDrawn || picked) && isPressedFor(other, press, on);
    const isFilled = !(typed || other.did[At.flags]) && isFillable(other) && (INSIDE || other == field || filled);
    if (other.secret || !(isDrawn || isPicked || isFilled) || !hasChanged(other.controls, !(isDrawn || isPicked))) continue;
    if (isPicked) {
      picked = true;
      touch(other);
    }
    filled ||= isFilled;
    change(other, isDrawn || isPicked ? 0 : AUTOFILLED);
    typed ||= isDrawn || isPicked;
  }
};
