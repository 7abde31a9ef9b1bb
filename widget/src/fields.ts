/* Finding forms and fields: native ones, fields without a form, late ones, those in open shadow roots. */
import { all, attr, isConnected, isVisible, nearest, parentOf } from "./dom";
import { messagesAt } from "./errors";
import { fieldKey, formKey, page } from "./identity";
import { headingOf, labelOf } from "./label";
import { type FieldState, type FormState, fieldsByControl, forms } from "./model";
import { cut, hash } from "./text";
import { uuid } from "./visit";

export const CONTROLS = "input,select,textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
const NO_FIELD = ":disabled,[type=hidden],[type=submit],[type=button],[type=reset],[type=image]";
export const SUBMIT = "[type=submit],[type=image],button:not([type])";
const BUTTON = SUBMIT + ",button,[type=button],[role=button]";
const SECTION = "section,article,main,dialog,[role=dialog],fieldset,table,body";

const typeOf = (control: Element): string =>
  control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.type : control.localName == "textarea" ? "textarea" : "text";

const isToggle = (control: Element): boolean => /^(checkbox|radio|file)$/.test(typeOf(control));

/** A toggle drawn by its label is a field though its own box is hidden; any other hidden control is none. */
const isField = (control: Element): boolean => {
  if (attr(control, "tabindex") == "-1" && nearest(control, "[aria-hidden=true]")) return false;
  if (isVisible(control)) return true;
  if (!isToggle(control)) return false;
  const box = parentOf(control);
  return (
    [...((control as HTMLInputElement).labels || [])].some(isVisible) ||
    (!!box && control.getClientRects().length > 0 && !all(box, CONTROLS)[1] && isVisible(box))
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
  for (const host of all(root, ":defined")) {
    if (host.shadowRoot) {
      shadowRoots.add(host.shadowRoot);
      found.push(...controlsIn(host.shadowRoot));
    }
  }
  return found;
};

/** Brings what is known in line with the document. `sure` is a control that a person is in: a field, however it looks. */
export const scan = (sure?: Element): Element[] => {
  const groups = new Map<Element, Element[]>();
  const controls = controlsIn(document).filter((control) => !control.matches(NO_FIELD) && !nearest(control, "[data-balk-ignore]"));
  for (const control of controls.slice(0, 2000)) {
    const known = fieldsByControl.get(control);
    if (known && isConnected(known.form.root)) continue;
    if (control != sure && !isField(control)) continue;
    const root = formOf(control);
    groups.set(root, [...(groups.get(root) || []), control]);
  }
  groups.forEach(add);
  return controls;
};

const newForm = (root: Element): FormState => ({
  root, key: "", name: "", version: "", keys: new Set(), fields: [], id: uuid(), seq: 0, page: page(), seenAt: 0, lastAt: 0,
  dirty: false, touched: [], steps: [], stepAt: 0, last: -1, attempts: 0, failed: 0, outcome: "", atSubmit: false,
  blindSpots: 0, asked: 0, answered: 0, dismissed: 0, submit: null, attemptAt: 0, alerts: "", stops: 0,
}); // prettier-ignore

const newField = (form: FormState, control: Element, type: string, label: string, key: string): FieldState => ({
  form, key, type, label, required: false, conditional: form.touched.length > 0, controls: [],
  secret: type == "password" || /\bcc-|one-time-code/.test(attr(control, "autocomplete")),
  index: -1, end: 0, firstFocus: -1, focusedAt: 0, actedAt: 0, active: 0, focused: 0, hesitation: -1, flags: 0, returns: 0,
  corrections: 0, refills: 0, rage: 0, errors: [], changed: false, typed: false, deleting: false, leftFilled: false, visited: false,
  showing: "", shownAt: -1, native: false, hints: messagesAt(control),
}); // prettier-ignore

/** Radio buttons and checkboxes of one name are one field. */
const groupOf = (control: Element): string => (/^(checkbox|radio)$/.test(typeOf(control)) ? typeOf(control) + attr(control, "name") : "");

const add = (controls: Element[], root: Element): void => {
  let form = forms.find((known) => known.root == root);
  const fresh = form || newForm(root);
  for (const control of controls) {
    const group = attr(control, "name") && groupOf(control);
    let field = group && fresh.fields.find((known) => groupOf(known.controls[0] as Element) == group);
    if (!field) {
      const grouped = !!group && controls.filter((other) => groupOf(other) == group).length > 1;
      const type = typeOf(control);
      const label = labelOf(control, grouped || type == "radio");
      const key = fieldKey(control, label, type, fresh.fields.length, new Set());
      field = fresh.fields.find((known) => known.key == key && !known.controls.some(isConnected)); // drawn anew
      if (field) field.controls = [];
      else field = newField(fresh, control, type, label, fieldKey(control, label, type, fresh.fields.length, fresh.keys));
      if (!fresh.fields.includes(field) && fresh.fields.push(field) > 300) fresh.fields.pop();
    }
    field.controls.push(control);
    field.required ||= (control as HTMLInputElement).required || attr(control, "aria-required") == "true";
    fieldsByControl.set(control, field);
  }
  if (!form) {
    fresh.key = formKey(root, fresh.fields.map((field) => field.key)); // prettier-ignore
    fresh.name = headingOf(root);
    // A framework may draw the same form anew: what was known of it goes on.
    form = forms.find((known) => known.key == fresh.key && known.page == fresh.page && !isConnected(known.root));
    if (form) adopt(form, fresh);
    else forms.push((form = fresh));
  }
  form.blindSpots = all(root, "iframe").filter((frame) => !(frame as HTMLIFrameElement).contentDocument && isVisible(frame)).length;
  form.version = hash(
    form.fields.filter((field) => !field.conditional).map(({ key, type, required }) => [key, type, required].join("\n")).join("\n\n"),
  ); // prettier-ignore
  if (form.seenAt) form.dirty = true;
};

const adopt = (form: FormState, fresh: FormState): void => {
  form.root = fresh.root;
  for (const field of fresh.fields) {
    const known = form.fields.find((other) => other.key == field.key);
    if (known) known.controls = field.controls;
    else form.fields.push(Object.assign(field, { form, conditional: form.touched.length > 0 }));
    for (const control of field.controls) fieldsByControl.set(control, known || field);
  }
};

export const definition = (form: FormState) => ({
  key: form.key,
  version: form.version,
  name: form.name || undefined,
  fields: form.fields.map(({ key, label, type, required, conditional }) => ({
    key,
    label: label || undefined,
    type: type == "text" ? undefined : cut(type, 60),
    required: required || undefined,
    conditional: conditional || undefined,
  })),
});
