/* Finding forms and fields: native ones, fields without a form, late ones, those in open shadow roots. */
import { all, attr, isConnected, isVisible, nearest, parentOf } from "./dom";
import { fieldKey, formKey, page, unique } from "./identity";
import { headingOf, labelOf, labelsOf } from "./label";
import { type FieldState, type FormState, fieldsByControl, forms, Outcome } from "./model";
import { hash } from "./text";
import { uuid } from "./visit";

const BUTTON_TYPES = "[type=submit],[type=image],[type=button]";
export const CONTROLS = `input:not([type=hidden],[type=reset],${BUTTON_TYPES}),select,textarea,[contenteditable]:not([contenteditable=false])`;
export const SUBMIT = "[type=submit],[type=image],button:not([type])";
export const BUTTON = "button,[role=button]," + BUTTON_TYPES;
const SECTION = "section,article,main,dialog,[role=dialog],fieldset,table,body";

const typeOf = (control: Element): string => (control as HTMLInputElement).type || "text";

/** A toggle or file input drawn by its label is a field though its own box is hidden; any other hidden control is none. */
const isField = (control: Element): boolean => {
  if (control.matches("[tabindex='-1']:not([type=file],[readonly])") && nearest(control, "[aria-hidden=true]")) return false;
  if (isVisible(control)) return true;
  const box = parentOf(control);
  return (
    /^(ch|ra.*o|fi)/.test(typeOf(control)) &&
    (labelsOf(control).some(isVisible) ||
      (!!box && control.getClientRects().length > 0 && !all(box, CONTROLS)[1] && isVisible(box)))
  );
};

/** The form a control belongs to; without one, the nearest box that holds a button of it, else the nearest section. */
export const formOf = (control: Element): Element => {
  const form = (control as HTMLInputElement).form || nearest(control, "form,[role=form]");
  if (form) return form;
  for (const css of [SUBMIT, BUTTON]) {
    for (let box = parentOf(control); box && box != document.body; box = parentOf(box)) if (all(box, css)[0]) return box;
  }
  return nearest(control, SECTION) || document.body;
};

/** All controls that could be fields; `meet` is told of each open shadow root on the way. Reads no layout. */
export const controlsIn = (root: ParentNode, meet: (root: ShadowRoot) => void): Element[] => [
  ...all(root, CONTROLS).filter((control) => !nearest(control, "[data-balk-ignore]")),
  ...all(root, "*").flatMap(({ shadowRoot }) => {
    if (!shadowRoot) return [];
    meet(shadowRoot);
    return controlsIn(shadowRoot, meet);
  }),
];

/** Makes fields of those controls that are some. `sure` is one that a person is in: a field, however it looks. */
export const describe = (controls: Element[], sure?: Element | null): void => {
  const changed = new Set<FormState>();
  for (const control of controls) {
    if (fieldsByControl.has(control) || control.matches(":disabled") || !(control == sure || isField(control))) continue;
    changed.add(addField(control, controls));
  }
  changed.forEach(nameForm);
};

/** Radio buttons and checkboxes of one name are one field. */
const addField = (control: Element, controls: Element[]): FormState => {
  const root = formOf(control);
  const type = typeOf(control);
  const name = /^(ch|ra.*o)/.test(type) && attr(control, "name");
  const isSame = (other: Element): boolean => typeOf(other) == type && attr(other, "name") == name && formOf(other) == root;
  const isGroup = !!name && controls.filter(isSame).length > 1;
  const label = labelOf(control, isGroup);
  const form = formAt(root) || drawnAnew(root, fieldKey(control, label, type, 0)) || newForm(root);
  const key = fieldKey(control, label, type, form.fields.length);
  // Another button of its group, or the same field drawn anew by a framework.
  let field = form.fields.find(
    ({ is, controls: [first] }) => first && (isConnected(first) ? isGroup && isSame(first) : is.key == key),
  );
  if (!field) {
    field = newField(form, control, type, label, unique(key, form.keys));
    if (form.fields.length < 300) form.fields.push(field);
  }
  field.controls = [...field.controls.filter(isConnected), control];
  field.is.required ||= control.matches(":required,[aria-required=true]");
  fieldsByControl.set(control, field);
  return form;
};

export const formAt = (root: Element | null): FormState | undefined => forms.find((form) => form.root == root);

/** A framework may draw the same form anew: what was known of it goes on. */
const drawnAnew = (root: Element, key: string): FormState | undefined => {
  const form = forms.find((known) => !isConnected(known.root) && known.view.page == page() && known.fields[0]?.is.key == key);
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

export const newField = (form: FormState, control: Element, type: string, label: string, key: string): FieldState => ({
  form,
  is: { key, label, type, required: false, conditional: !!form.touched[0] },
  did: [key, 0, 0, -1, 0, 0, 0, 0, 0, []],
  controls: [],
  secret: type == "password" || /\bcc-|one-time-code/.test(attr(control, "autocomplete")),
  index: -1,
  firstFocus: -1,
  focusedAt: 0,
  actedAt: 0,
});

/** Names the form by its fields, anew whenever it has got another one. */
export const nameForm = (form: FormState): void => {
  const { root, is, view } = form;
  is.fields = form.fields.map(({ is }) => (is.type == "text" ? { ...is, type: "" } : is)); // the wire's default
  view.form = is.key ||= formKey(root, [...form.keys]);
  is.name = headingOf(root);
  is.version = hash(is.fields.flatMap(({ key, type, required, conditional }) => (conditional ? [] : [key, type, required].join())).join("\n"));
  view.blind_spots = all(root, "iframe").filter((frame) => !(frame as HTMLIFrameElement).contentDocument && isVisible(frame)).length;
  form.dirty = true;
};
