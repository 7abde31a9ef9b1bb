/* What reports call a form and its fields: keys that stay, labels as a person sees them, the version. */
import { all, isVisible, matches } from "../dom";
import { fieldKey, formKey, unique } from "../identity";
import { headingOf, labelOf, legendOf } from "../label";
import { type FieldState, fieldsByControl, type FormState } from "../model";
import { INSIDE } from "../place";
import { clean, hash } from "../text";
import { focus } from "./view";
import { withoutEntered } from "./echo";

/** A word for the star, or a hint behind it; the badge that stands for one in Chinese, Japanese and Korean. */
const AFTER_STAR = /\*\s*\(?[Rr]equired\)?\s*$|(?<=\p{L}[?)]?\s*)\*\s+[^\p{Ll}\s*].*|(?<=\S)\s*[［\[(（]?(必須|必填|필수)[］\])）]?\s*$/su;
const STAR_BEFORE = /^[\s*＊※]+/;

const nameField = (field: FieldState, at: number): void => {
  const { is, owner, controls, form } = field;
  if (is.key) return;
  const [control] = controls as [Element];
  const label = labelOf(control, owner, controls.filter((one) => one != owner || one == control)).replace(AFTER_STAR, "*");
  is.label = field.plain = clean(withoutEntered(label.replace(STAR_BEFORE, ""), [...controls, ...(focus.on?.controls || [])]));
  is.required = /^\s*[*＊※]|(\*|\(required\))\s*$/i.test(label);
  is.key = field.did[0] = unique(fieldKey(owner, is.label, is.type, at), form.keys);
};

/** Of fields with the same label each says the legend of its group, too, where those are others. */
const tellApart = (fields: FieldState[]): void => {
  const firsts = new Map<string | undefined, FieldState>();
  const groupOf = ({ controls, plain }: FieldState): string => legendOf(controls[0], plain);
  for (const field of fields) {
    const first = firsts.get(field.plain);
    if (!first) firsts.set(field.plain, field);
    else if (field.plain && groupOf(first) != groupOf(field)) for (const one of [first, field]) one.is.label = clean(withoutEntered(groupOf(one) + ": " + one.plain, []));
  }
};

/** A foreign frame, or a custom element with a closed root, that is as large as a field. */
const isBlind = (element: Element): boolean =>
  /^iframe$|-/.test(element.localName) &&
  !(element as HTMLIFrameElement).contentDocument &&
  !element.shadowRoot &&
  !element.childElementCount &&
  !fieldsByControl.has(element) &&
  element.getBoundingClientRect().width > 50 && // an inline one has no client size
  element.getBoundingClientRect().height > 15 &&
  isVisible(element);

/** Names the form by its fields, anew whenever it has got another one. */
export const nameForm = (form: FormState): void => {
  const { root, is, view, fields } = form;
  fields.forEach(nameField);
  if (!INSIDE) tellApart(fields);
  for (const field of fields) field.is.required ||= field.controls.some((one) => matches(one, "[required],[aria-required=true]"));
  is.fields = fields.map(({ is }) => (is.type == "text" ? { ...is, type: "" } : is)); // the wire's default
  view.form = is.key ||= formKey(root, [...form.keys]);
  is.name = clean(withoutEntered(headingOf(root), fields.flatMap(({ controls }) => controls)));
  is.version = hash(is.fields.flatMap(({ key, type, required, conditional }) => (conditional ? [] : [key, type, required].join())).join("\n"));
  view.blind_spots = all(root, "iframe,:defined").filter(isBlind).length;
  form.dirty = true;
};
