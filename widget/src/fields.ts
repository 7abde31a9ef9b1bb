/* Making forms and fields of controls: what belongs together, what it is called, and what of it was known before. */
import { BUTTON, CONTROLS, drawnFor, drawnIn, GROUP, IN_POPUP, isField, isToggle, ownerOf, placeOf, SEGMENT, steppersOf, SUBMIT, typeOf, within, wordsOn } from "./controls";
import { isDatePart, isSameDate } from "./dates";
import { all, attr, comesBefore, isConnected, isVisible, labelsOf, matches, nearest, parentOf, rootOf } from "./dom";
import { contentOf, page } from "./identity";
import { hooks } from "./modules";
import { type FieldState, type FormState, fieldsByControl, formAt, forms, Outcome } from "./model";
import { openersIn, ratingsIn } from "./form/buttons";
import { nameForm } from "./form/naming";
import { once, standingStill } from "./form/once";
import { INSIDE } from "./place";
import { uuid } from "./visit";

/** As many as the wire takes; what is done in those beyond is not heard of. */
const MOST_FIELDS = 300;

const SECTION = "section,article,main,header,footer,nav,aside,dialog,[role=dialog],[role=search],search,table,body";

/** A button with words on it that neither opens something nor belongs to a label. */
const isSubmit = (button: Element): boolean =>
  !matches(button, "[role]:not([role=button]),[aria-haspopup],[aria-expanded],[aria-pressed],[aria-controls],label *") &&
  (matches(button, "input") || /\p{L}{2}|\p{Lo}/u.test(wordsOn(button)));

/** How many submit controls a box holds, and whether it ends with one. */
const submitsIn = (box: Element, css: string): [count: number, isLast: boolean] =>
  once(css, box, () => {
    const submits = all(box, css).filter(isSubmit);
    const last = all(box, CONTROLS + "," + css).filter((one) => !matches(one, css) || submits.includes(one)).pop();
    return [submits.length, !!last && submits.includes(last)];
  });

/** Whether the last submit control of a box stands in no section within it. */
const endsWithOwn = (box: Element, css: string): boolean => {
  const last = all(box, css).filter(isSubmit).pop();
  return !!last && nearest(parentOf(last), SECTION) == nearest(box, SECTION);
};

/** The form a control belongs to. Without one, the largest box of its section that ends with the same submit control;
    without that, the box around sections without a button that ends with one of its own; else its section. */
export const formOf = (drawn: Element): Element => {
  const control = placeOf(drawn);
  const form = (control as HTMLInputElement).form || nearest(control, "form,[role=form]");
  if (form) return form;
  let start = control;
  for (let outer; (outer = nearest(parentOf(start), "fieldset")); ) start = outer;
  for (const css of [SUBMIT, BUTTON]) {
    let found: Element | undefined;
    let buttons = 0;
    let left = false;
    for (let box = parentOf(start); box && !matches(box, "body"); box = parentOf(box)) {
      const [count, isLast] = submitsIn(box, css);
      if (found ? count > buttons : isLast) {
        if (found || (!INSIDE && left && !endsWithOwn(box, css))) break;
        buttons = count;
        found = box;
      } else if (found) found = box;
      if (!matches(box, SECTION)) continue;
      if (INSIDE || found || count) break;
      left = true;
    }
    if (found) return found;
  }
  return nearest(start, SECTION) || start;
};

/** The controls, and the lists and buttons that the page draws for some, in their order. */
const withDrawn = (controls: Element[]): Element[] => {
  const every = [...controls];
  for (const box of [...drawnIn(document), ...openersIn(document), ...ratingsIn(document)]) {
    const at = every.findIndex((control) => comesBefore(box, control));
    every.splice(at < 0 ? every.length : at, 0, box);
  }
  return every;
};

/** So many fields in one go: a browser calls 50 ms a long task. */
const MOST_AT_ONCE = 40;

/** What the present look, which may take several goes, has made: none of these fields is gone. The forms are named at the
    end of it; those that were touched before it have conditional fields from then on. */
let fresh: Set<FieldState> | undefined;
let changed: Set<FormState>;
let touched: FormState[];

/** Makes fields of those controls that are some. `sure` is one that a person is in: a field, however it looks. Without it,
    and without null, a part of them: true if there are more. */
export const describe = (controls: Element[], sure?: Element | null): boolean => {
  let left = INSIDE || sure !== undefined ? Infinity : MOST_AT_ONCE;
  standingStill(() => {
    if (!fresh) {
      fresh = new Set();
      changed = new Set();
      touched = forms.filter((form) => form.touched[0]);
    }
    for (const control of INSIDE ? controls : withDrawn(controls)) {
      if (fieldsByControl.has(control) || matches(control, ":disabled") || !isField(control, control == sure)) continue;
      const user = INSIDE ? undefined : hooks.opener?.(control);
      if (user) fieldsByControl.set(control, user);
      else changed.add(addField(control));
      if (!--left) return;
    }
    changed.forEach(nameForm);
  });
  if (!left) return true;
  if (!INSIDE) for (const { fields } of changed) for (const field of fields) hooks.shows?.(field.controls); // as they stand at first
  fresh = undefined;
  return false;
};

const nameOf = (element: Element): string => attr(element, "name") || attr(element, "id") || attr(element, "action");

/** What of its name a machine does not count or make anew: enough to know it again where the page draws it anew. */
const traceOf = (element: Element): string => nameOf(element).replace(/\w*\d\w*/g, "");

/** A password that is shown, or hidden again, in another box of the same name. */
const isTurned = ({ is, owner }: FieldState, other: Element, type: string): boolean =>
  !INSIDE && /^(text|password)+$/.test(is.type + type) && !!nameOf(other) && nameOf(other) == nameOf(owner);

/** The nearest box with another control in it. */
const boxOf = (control: Element): Element | null => {
  let box = parentOf(control);
  while (box && !within(box)[1]) box = parentOf(box);
  return box;
};

/** 2 for a box of a code that says so, 1 for a short text, as parts of dates and numbers are. */
const partOf = (control: Element): number =>
  !/^(te|pa|nu)/.test(typeOf(control)) ? 0
    : /otp|digit/i.test(attr(control, "id") + attr(control, "name") + attr(control, "aria-label")) ? 2
      : /^[1-4]$/.test(attr(control, "maxlength")) ? 1 : 0;

const isSegment = (control: Element): boolean => matches(control, SEGMENT);

/** A box for one letter or two, as its width says. */
const isCell = (control: Element): boolean => /^(te|pa|nu)/.test(typeOf(control)) && matches(control, "input") && control.getBoundingClientRect().width <= 64;

/** Whether they are boxes of one code: three or more alike in one box, and nothing tells one from the other. */
const isSameCode = (control: Element, other: Element): boolean => {
  const box = boxOf(control);
  const cells = box && !matches(box, "form,tr,tbody,table") ? within(box) : [];
  const width = (one: Element): number => one.getBoundingClientRect().width;
  const says = (one: Element): unknown => attr(one, "autocomplete") == "one-time-code" || (labelsOf(one)[0] || attr(one, "aria-labelledby") ? one : attr(one, "aria-label"));
  return cells.length > 2 && cells.includes(other) && cells.every((one) => isCell(one) && width(one) == width(control) && says(one) == says(control) && traceOf(one) == traceOf(control));
};

/** Whether two controls of a form are one field: buttons of a group, parts of a date, or boxes beside each other without
    labels of their own. */
const isSame = (control: Element, other: Element): boolean => {
  const type = typeOf(control);
  if (!INSIDE && isSameDate(control, other)) return true;
  if (typeOf(other) != type) return false;
  if (!INSIDE && isSegment(control) && isSegment(other)) return nearest(control, "[role=group]") == nearest(other, "[role=group]");
  if (isToggle(type)) {
    const group = (one: Element): unknown => attr(one, "name") || nearest(one, /^r/.test(type) ? GROUP : "[role=radiogroup]");
    return !!group(control) && group(other) == group(control);
  }
  if (!INSIDE && isSameCode(control, other)) return true;
  const part = partOf(control);
  const top = (one: Element): number => one.getBoundingClientRect().top;
  return (
    part > 0 && partOf(other) == part && traceOf(other) == traceOf(control) && boxOf(other) == boxOf(control) &&
    (part > 1 || (top(other) == top(control) && (attr(other, "maxlength") == "1" || !labelsOf(other)[0] || !labelsOf(control)[0])))
  );
};

const isGone = (control: Element): boolean => !isConnected(control) || !isField(control);

/** The field that the control's own custom element was taken for, before it had drawn its inside. */
const adopted = (control: Element): FieldState | undefined => {
  const { host } = rootOf(control) as ShadowRoot;
  const field = fieldsByControl.get(host);
  if (!field || !field.controls.every((one) => one == host)) return undefined;
  field.controls = [];
  return field;
};

const addField = (control: Element): FormState => {
  const root = formOf(control);
  const owner = ownerOf(control);
  const isList = matches(control, ":is(div,span):not([aria-valuenow],[role=radio],[role=spinbutton])") && matches(owner, "[type=hidden]");
  const type = isList ? "listbox" : typeOf(matches(owner, "select,[type=checkbox],[type=radio]") || matches(control, IN_POPUP) ? owner : control);
  const trace = traceOf(owner);
  const isDate = !INSIDE && isDatePart(control);
  const isGroup = isDate || isToggle(type) || partOf(control) > 0 || (!INSIDE && (isSegment(control) || isCell(control)));
  let field = fieldsByControl.get(owner);
  if (!INSIDE) field = adopted(control) || field;
  const form = field?.form || formAt(root) || drawnAnew(root, trace) || newForm(root);
  // Another button of its group, or the same field drawn anew by a framework.
  field ||= form.fields.find(
    (known) =>
      (isGroup && (isDate || known.is.type == type) && known.controls.some((other) => isSame(control, other))) ||
      (!fresh!.has(known) && known.trace == trace && (known.is.type == type || isTurned(known, owner, type)) && known.controls.every(isGone)),
  );
  if (!field) {
    if (form.fields.length >= MOST_FIELDS) return form;
    field = newField(form, control, type);
    fresh!.add(field);
    field.is.conditional = touched.includes(form);
    field.trace = trace;
    field.owner = owner;
    form.fields.push(field);
  }
  field.secret ||= type == "password";
  field.controls = [...field.controls.filter(isConnected), control];
  // Of drawn choices each says itself whether it is chosen, whatever stands behind them.
  const around = !INSIDE && matches(control, "[role=radio]") && nearest(control, GROUP) || owner;
  if (around != control) field.controls.push(around);
  if (around != owner && matches(owner, "select")) field.controls.push(owner);
  // A press beside them that changes it is one in the field; what is drawn around it has the focus in its place.
  const beside = INSIDE ? [] : [...steppersOf(control), drawnFor(control) || control, nearest(parentOf(control), "[role=radio],[role=checkbox],[role=switch]") || control];
  for (const one of [...field.controls, ...beside, owner]) fieldsByControl.set(one, field);
  return form;
};

/** Whether a form that shares no more than its address with another asks for something else. */
const isAnother = (root: Element, other: Element): boolean =>
  !INSIDE && !(attr(root, "name") || attr(root, "id")) && contentOf(root) != contentOf(other);

/** A framework may draw the same form anew, or a page hold another copy for small screens: what was known goes on. */
const drawnAnew = (root: Element, first: string): FormState | undefined => {
  const trace = traceOf(root);
  const form = forms.find(
    (known) =>
      known.view.page == page() &&
      ((trace && trace == traceOf(known.root) && !(isConnected(known.root) && (isVisible(known.root) || isAnother(known.root, root)))) ||
        (!isConnected(known.root) && known.fields[0]?.trace == first)),
  );
  if (form) form.root = root;
  return form;
};

export const newForm = (root: Element): FormState => {
  const view = { id: uuid(), seq: 0, page: page(), last: -1, attempts: 0, failed: 0, steps: [] as number[], shown: 0, answered: 0, dismissed: 0 };
  const form: FormState = {
    root,
    is: { key: "", version: "", fields: [] },
    view: view as unknown as FormState["view"], // the rest is filled in as it comes
    outcome: Outcome.none,
    fields: [],
    keys: new Set(),
    touched: [],
    seenAt: 0,
    lastAt: 0,
    stepAt: 0,
    attemptAt: 0,
    alerts: "",
    stops: 0,
  };
  forms.push(form);
  return form;
};

export const newField = (form: FormState, control: Element, type: string, label = "", key = ""): FieldState => ({
  form,
  is: { key, label, type, required: false, conditional: false },
  did: [key, 0, 0, -1, 0, 0, 0, 0, 0, []],
  controls: [],
  owner: control,
  trace: "",
  secret: type == "password" || /\bcc-|one-time-code/.test(attr(control, "autocomplete")),
  index: -1,
  firstFocus: -1,
  focusedAt: 0,
  actedAt: 0,
});
