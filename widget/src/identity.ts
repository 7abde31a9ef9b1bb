/* Keys that stay the same from load to load (METRICS: form key, field key, page). */
import { attr } from "./dom";
import { accessibleName } from "./label";
import { cut, hash, mask } from "./text";

/** The part of a name that a machine does not make anew: `:r1:`, `ember123`, `mui-4`, `input-8f3a9c`, `rows[3].name`. */
export const stable = (name: string): string =>
  mask(
    name
      .replace(
        /[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|[:«_]r_?[0-9a-z]{1,3}[:»_]|\b(?=[a-f]*\d)[0-9a-f]{6,}\b|\.\d+\b|-\d+(?=-|$)/gi,
        "",
      )
      .replace(/(ember|[a-z](?=\d{3}))\d+\b/gi, "$1")
      .replace(/\[\d+]/g, "[]"),
  ).replace(/^[-_:.\s]+|[-_:.\s]+$/g, "");

/** The first of the names that looks written by a person, made stable. */
const written = (...names: string[]): string => {
  for (const name of names) {
    const part = stable(name);
    if (/\p{L}/u.test(part) && (part == name || !/^(ember|mui|radix|input|field|form|id|react|r)$/i.test(part))) return cut(part, 110);
  }
  return "";
};

export const fieldKey = (control: Element, label: string, type: string, at: number): string =>
  cut(attr(control, "data-balk-field"), 110) ||
  written(attr(control, "name"), attr(control, "id"), attr(control, "autocomplete"), label) ||
  type + at;

/** Made unique among `taken`, to which it is added. */
export const unique = (key: string, taken: Set<string>): string => {
  let free = key;
  for (let copy = 2; taken.has(free); copy++) free = key + "~" + copy;
  taken.add(free);
  return free;
};

const maskPath = (path: string): string =>
  path.replace(/[^/]+/g, (part) =>
    /@|%40|\d{5}|^(?=.*\d)([0-9a-f-]{8,}|\w{20,})$/i.test(part) ? ":id" : part,
  );

export const formKey = (form: Element, fieldKeys: string[]): string => {
  const action = attr(form, "action").replace(/^\w+:\/\/[^/]*|[?#].*$/g, "");
  return (
    cut(attr(form, "data-balk-form"), 120) ||
    written(attr(form, "id"), attr(form, "name"), accessibleName(form)) ||
    (/\p{L}/u.test(action) && cut(maskPath(action), 120)) ||
    "form-" + hash([page(), ...fieldKeys].join("\n"))
  );
};

/** The page's path, without query and hash, ids in it masked. */
export const page = (): string => cut(maskPath(location.pathname), 300);
