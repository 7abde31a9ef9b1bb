/* Finding forms and fields: native ones, fields without a form, late ones, those in open shadow roots. */
import { all, attr, isConnected, isVisible, nearest, parentOf } from "./dom";
import { messagesAt } from "./errors";
import { fieldKey, formKey, page, unique } from "./identity";
import { headingOf, labelOf } from "./label";
import { type FieldState, type FormState, fieldsByControl, forms } from "./model";
import { hash } from "./text";
import { uuid } from "./visit";

export const CONTROLS = "input,select,textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
const NO_FIELD = ":disabled,[type=hidden],[type=submit],[type=button],[type=reset],[type=image]";
export const SUBMIT = "[type=submit],[type=image],button:not([type])";
export const BUTTON = SUBMIT + ",button,[type=button],[role=button]";
const SECTION = "section,article,main,dialog,[role=dialog],fieldset,table,body";

const isToggle = (type: string): boolean => type == "checkbox" || type == "radio";

const typeOf = (control: Element): string => (control as HTMLInputElement).type || "text";

/** A toggle drawn by its label is a field though its own box is hidden; any other hidden control is none. */
const isField = (control: Element): boolean => {
  if (attr(control, "tabindex") == "-1" && typeOf(control) != "file" && nearest(control, "[aria-hidden=true]")) return false;
  if (isVisible(control)) return true;
  const type = typeOf(control);
  const box = parentOf(control);
  return (
    (isToggle(type) || type == "file") &&
    ([...((control as HTMLInputElement).labels || [])].some(isVisible) ||
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

export const shadowRoots = new Set<ShadowRoot>();

const controlsIn = (root: ParentNode): Element[] => {
  const found = all(root, CONTROLS);
  for (const { shadowRoot } of all(root, "*")) {
    if (shadowRoot) {
      shadowRoots.add(shadowRoot);
      found.push(...controlsIn(shadowRoot));
    }
  }
  return found;
};

/** Brings what is known in line with the document. `sure` is a control that a person is in: a field, however it looks. */
export const scan = (sure?: Element | null): Element[] => {
  const changed = new Set<FormState>();
  const controls = controlsIn(document).filter(
    (control) => !control.matches(NO_FIELD) && !nearest(control, "[data-balk-ignore]"),
  );
  for (const control of controls) {
    if (fieldsByControl.has(control) || !(control == sure || isField(control))) continue;
    changed.add(addField(control, controls));
  }
  changed.forEach(describe);
  return controls;
};

/** Radio buttons and checkboxes of one name are one field. */
const addField = (control: Element, controls: Element[]): FormState => {
  const root = formOf(control);
  const type = typeOf(control);
  const name = isToggle(type) && attr(control, "name");
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
  field.is.required ||= (control as HTMLInputElement).required || attr(control, "aria-required") == "true";
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

const newForm = (root: Element): FormState => {
  const view = { id: uuid(), seq: 0, page: page(), last: -1, attempts: 0, failed: 0, outcome: "", steps: [] as number[], shown: 0, answered: 0, dismissed: 0 };
  const form: FormState = {
    root,
    is: { key: "", version: "", fields: [] },
    view: view as unknown as FormState["view"], // the rest is filled in as it comes
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

const newField = (form: FormState, control: Element, type: string, label: string, key: string): FieldState => ({
  form,
  is: { key, label, type, required: false, conditional: form.touched.length > 0 },
  did: [key, 0, 0, -1, 0, 0, 0, 0, 0, []],
  controls: [],
  secret: type == "password" || /\bcc-|one-time-code/.test(attr(control, "autocomplete")),
  index: -1,
  firstFocus: -1,
  focusedAt: 0,
  actedAt: 0,
  hints: messagesAt(control),
});

/** Names the form by its fields, anew whenever it has got another one. */
const describe = (form: FormState): void => {
  const { root, is, view } = form;
  is.fields = form.fields.map(({ is }) => (is.type == "text" ? { ...is, type: "" } : is)); // the wire's default
  view.form = is.key ||= formKey(root, [...form.keys]);
  is.name = headingOf(root);
  const lasting = is.fields.filter((field) => !field.conditional);
  is.version = hash(lasting.map(({ key, type, required }) => [key, type, required].join()).join("\n"));
  view.blind_spots = all(root, "iframe").filter((frame) => !(frame as HTMLIFrameElement).contentDocument && isVisible(frame)).length;
  form.dirty = true;
};
