/* A form of a frame, joined to the form of the page that the <iframe> stands in: its fields become that form's. */
import { isConnected, isVisible, nearest } from "../dom";
import { formOf, newField, newForm } from "../fields";
import { lateFormAt } from "../form/doing";
import { unique } from "../identity";
import { At, type FieldState, formAt, type FormState, forms } from "../model";
import { nameForm } from "../form/naming";
import { cut } from "../text";
import type { Field, Touched } from "../wire";

export interface Joined {
  form: FormState;
  /** By the key that the frame gave. */
  byKey: Map<string, FieldState>;
  /** Of the view that the frame told last: its id, what of it is counted already, and its blind spots. */
  view: string;
  counted: Map<string, Required<Touched>>;
  steps: number;
  atSubmit: boolean;
  blind: number;
}

const FORM = "form,[role=form]";
const joined = new Map<Element, Map<string, Joined>>();

/** The form that the frame stands in; a frame alone is a form of its own, also where the page draws it anew. */
const formAround = (frame: Element, first: string): FormState => {
  const root = formOf(frame);
  const known = lateFormAt(root) || formAt(frame);
  if (known) return known;
  if (nearest(root, FORM) == root) return newForm(root);
  const before = forms.find((form) => joined.has(form.root) && !isConnected(form.root) && form.fields[0]?.is.key == first);
  if (before) before.root = frame;
  return before || newForm(frame);
};

/** The frames in this form that tell, and are seen, are no blind spots; what they cannot look into is. */
const countBlindSpots = (form: FormState): void => {
  let counted = form.view.blind_spots;
  Object.defineProperty(form.view, "blind_spots", {
    enumerable: true,
    configurable: true,
    set: (count: number) => (counted = count),
    get: () => {
      let left = counted || 0;
      for (const [frame, tellers] of joined) {
        const mine = [...tellers.values()].filter((teller) => teller.form == form);
        if (mine[0] && form.root != frame && isConnected(frame) && isVisible(frame)) left--;
        for (const { blind } of mine) left += blind;
      }
      return Math.max(0, left);
    },
  });
};

/** How a field in a frame stands is what the frame says: the page, which looks at the <iframe>, sees an empty one. */
const endAsTold = (field: FieldState): void => {
  Object.defineProperty(field.did, At.end, { enumerable: true, configurable: true, get: () => ends.get(field) || 0, set: () => {} });
};

export const ends = new WeakMap<FieldState, number>();

const addField = (form: FormState, frame: Element, name: string, given: Required<Field>, late: boolean): FieldState => {
  const gone = form.fields.find(({ is, controls: [before] }) => is.key == name && before instanceof HTMLIFrameElement && !isConnected(before));
  const field = gone || newField(form, frame, given.type, given.label, unique(name, form.keys));
  field.controls = [frame];
  if (gone) return field;
  // A secret: the page itself is to conclude nothing from its being empty.
  field.secret = true;
  field.is.conditional = given.conditional || (late && !!form.touched[0]);
  endAsTold(field);
  const next = form.fields.findIndex(({ controls: [other] }) => other && frame.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (form.fields.length < 300) form.fields.splice(next < 0 ? form.fields.length : next, 0, field);
  return field;
};

/** Makes fields of those that the frame describes. `late`: the <iframe> came after the page. */
export const join = (frame: Element, origin: string, key: string, fields: Required<Field>[], late: boolean): void => {
  if (!fields[0]) return;
  const prefix = new URL(origin).host + "/";
  const tellers = joined.get(frame) || new Map<string, Joined>();
  let teller = tellers.get(key);
  if (!teller) {
    const form = formAround(frame, prefix + fields[0].key);
    teller = { form, byKey: new Map(), view: "", counted: new Map(), steps: 0, atSubmit: false, blind: 0 };
    joined.set(frame, tellers.set(key, teller));
    countBlindSpots(form);
  }
  const { form, byKey } = teller;
  let changed = false;
  for (const given of fields) {
    const known = byKey.get(given.key);
    const field = known || addField(form, frame, cut(prefix + given.key, 110), given, late);
    const { label, required } = given;
    changed ||= !known || field.is.label != label || field.is.required != required;
    byKey.set(given.key, field);
    Object.assign(field.is, { label, required });
  }
  if (changed) nameForm(form);
};

/** Undefined where the frame has not described that form. */
export const tellerOf = (frame: Element, key: string): Joined | undefined => joined.get(frame)?.get(key);
