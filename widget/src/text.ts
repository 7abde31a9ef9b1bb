/* Text that leaves the page: cut to length, and without what could be somebody's. */

/** At most `length` long. Without lone surrogates, which cutting an emoji leaves, and without NUL: both spoil JSON. */
export const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\p{Cs}\0]/gu, "");

/** E-mail addresses, telephone and card numbers and other long runs of digits taken out. */
export const mask = (text: string): string =>
  text
    .replace(/[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+/g, "…")
    .replace(/\+?\d(?:[ ().\/-]{0,2}\d){5,}/g, "…");

/** What stands between quotation marks in a message is likely to be what was typed. From the first to the last, as
    the text between may hold quotation marks itself; an apostrophe within a word begins nothing. */
export const unquote = (text: string): string => text.replace(/(^|[\s(:])["'“‘„«`].*["'”’“»`]/gs, "$1…");

export const hash = (text: string): string => {
  let a = 5381;
  let b = 52711;
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a, 33) ^ text.charCodeAt(at);
    b = Math.imul(b, 69069) ^ text.charCodeAt(at);
  }
  return ((a >>> 0) * 1048576 + (b >>> 0)).toString(36);
};

/** JSON without JSON.stringify on arrays and objects: old libraries give those a `toJSON` that spoils it. */
export const json = (value: unknown): string => {
  if (Array.isArray(value)) return "[" + value.map((item) => json(item)).join() + "]";
  if (!value || typeof value != "object") return JSON.stringify(value ?? null);
  return (
    "{" +
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => JSON.stringify(name) + ":" + json(item))
      .join() +
    "}"
  );
};
