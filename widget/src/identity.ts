/* Keys that stay the same from load to load (METRICS: form key, field key, page). */
import { CONTROLS } from "./controls";
import { all, attr, rootOf } from "./dom";
import { accessibleName } from "./label";
import { INSIDE } from "./place";
import { cut, hash, mask } from "./text";

/** What machines make: React's `:r1:`, `«r1»`, `_r_1_`, runs of hexadecimal digits, UUIDs among them, and long numbers. */
const MADE = /(^|[^a-z\d])([:«]r\w+[:»]|_r_\w+?_|mantine-\w+|(?=[a-f]*\d)[\da-f]{6,}(-[\da-f]{4,})*(?![a-z\d]))|\d{6,}|yui_[\d_]+|ko_unique_\d+/gi;

/** Random letters of both cases and digits: hardly two of a kind beside each other, as in no word. */
const unRandom = (name: string): string =>
  INSIDE ? name : name.replace(/(?=\w*\d)(?=\w*[A-Z])(?=\w*[a-z])[a-zA-Z\d]{8,}/g, (word) =>
    word.length < 1.8 * (word.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) || "").length ? "" : word,
  );

/** Numbers that are counted up: behind a word of the framework's, and of a row, which has a word behind it. Others are
    a form builder's, and all that tells its fields apart. */
const COUNTED = /(ember|j_idt?|ctl|edit_\w*?_|^(?:ion|mat|v)-[a-z-]*)\d+|(fields]\[\d+|\[)\d*(?=].*[a-z])|[.:-]\d+(?=[.:-].*[a-z])/gi;

/** What generated names are made of besides. */
const GENERIC =
  /^(.|(aria|box|bvid|check|control|dijit|el|ember|entry|field|form|group|gwt|headless|hidden|hs|id|inner|input|ion|item|mat|mui|ng|phx|pn|pv|radio|radix|rc|react|select|text|ui|uid|vaadin)+)?$/i;
const MORE_GENERIC = /^(base|button|downshift|mdc|rating|slide|sq|switch|toggle|trigger)$/i;
/** React's count, without colons, behind a word. What may be a word itself ("red", "role") is left alone. */
const COUNTED_BEHIND = /-r([\da-v]|(?=[a-v]*\d)[\da-v]{2,3})$/;

const isGeneric = (word: string): boolean => GENERIC.test(word) || (!INSIDE && MORE_GENERIC.test(word));

/** The name without what machines make anew; "" where nothing is left that a person has written. An id's last number is
    one that a framework counts, unless it stands right behind a word. */
const written = (name: string, isId?: boolean): string => {
  if (!INSIDE && isId && COUNTED_BEHIND.test(name) && isGeneric(name.replace(COUNTED_BEHIND, ""))) return "";
  const part = mask(unRandom(isId ? name.replace(/-\d+$/, "") : name).replace(MADE, "$1").replace(COUNTED, "$1$2")).replace(/^[-_:.\s]+|[-_:.\s]+$/g, "");
  const isMade = part != name || (isId && /\d/.test(name));
  return /\p{L}/u.test(part) && !(isMade && part.split(/[^a-z]+/i).every(isGeneric)) ? cut(part, 110) : "";
};

export const fieldKey = (control: Element, label: string, type: string, at: number): string =>
  cut(attr(control, "data-balk-field"), 110) ||
  written(attr(control, "name")) ||
  written(attr(control, "id"), true) ||
  written(attr(control, "autocomplete").replace(/^o(n|ff)$/, "")) ||
  written(label) ||
  type + at;

/** Made unique among `taken`, to which it is added. */
export const unique = (key: string, taken: Set<string>): string => {
  let free = key;
  for (let copy = 2; taken.has(free); copy++) free = key + "~" + copy;
  taken.add(free);
  return free;
};

/** A path without what stands for a person, a session or, with `all`, any one thing. */
const maskPath = (path: string, all?: boolean): string =>
  path
    .replace(/;[^/]*/g, "")
    .replace(/[^/]+/g, (part) => (/@|%40|\d{5}|^(?=.*\d)([\da-f-]{8,}|[\w()]{20,})$/i.test(part) || (all && /^\d+$/.test(part)) ? ":id" : part));

/** What it says of itself, or where it leads. */
const sayingOf = (form: Element): string => {
  const action = attr(form, "action").replace(/^\w+:(\/\/[^/]*|.*)|[?#].*$/g, "");
  return (
    written(attr(form, "id")) ||
    written(attr(form, "name")) ||
    written(accessibleName(form)) ||
    (/\p{L}/u.test(action) ? cut(maskPath(action, true), 110) : "")
  );
};

/** The names of all controls in it. */
export const contentOf = (form: Element): string =>
  all(form, CONTROLS).map((control) => written(attr(control, "name") || attr(control, "id"))).join();

/** Forms of one page that say the same of themselves, and ask for other things, are told apart by their fields. */
export const formKey = (form: Element, fieldKeys: string[]): string => {
  const key = sayingOf(form);
  const isShared = (): boolean =>
    !INSIDE && all(rootOf(form), "form").some((other) => other != form && sayingOf(other) == key && contentOf(other) != contentOf(form));
  return (
    cut(attr(form, "data-balk-form"), 120) ||
    (key ? key + (isShared() ? "~" + hash(fieldKeys.join()) : "") : "form-" + hash([maskPath(location.pathname, true), ...fieldKeys].join("\n")))
  );
};

/** The page's path, without query and hash, ids in it masked. */
export const page = (): string => cut(maskPath(location.pathname), 300);
