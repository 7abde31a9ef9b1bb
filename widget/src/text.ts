/* Text that leaves the page: cut to length, and without what could be somebody's. */

/** At most `length` long. Without lone surrogates, which cutting an emoji leaves, and without NUL: both spoil JSON. Browsers
    that tell a sound text at once are asked, as the pattern takes a millisecond to compile. */
export const cut = (text: string, length: number): string => {
  const short = text.slice(0, length);
  return (short as { isWellFormed?(): boolean }).isWellFormed?.() && !short.includes("\0") ? short : short.replace(/[\p{Cs}\0]/gu, "");
};

/** E-mail addresses, telephone and card numbers and other long runs of digits taken out. */
export const mask = (text: string): string =>
  text.replace(/[^\s@<>"']+@[^\s<>"']+\.[^\s<>"']+|\+?\d([ ().\/-]{0,2}\d){5,}/g, "…");

/** What stands between quotation marks in a message is likely to be what was typed. From the first to the last, as
    the text between may hold quotation marks itself; an apostrophe within a word begins nothing. The browser's own
    "include an '@'" stays. */
export const unquote = (text: string): string => text.replace(/["'“‘„]@["'”’“]/g, "@").replace(/(^|[\s(:])["'“‘„«`].*["'”’“»`]/gs, "$1…");

/** A line as a person reads it, for labels and messages: without what stands between it and the next. */
export const clean = (text: string): string => cut(mask(text.replace(/\s+/g, " ").replace(/^[ :]+|([ *:]| [/|–—-])+$/g, "")), 160);

/** Below 2^47, so that the product with 31 is still exact. */
export const hash = (text: string): string => {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 140737488355213;
  return sum.toString(36);
};

/** JSON without what is empty or zero, which the wire takes for granted but in these three. Not by JSON.stringify on
    arrays and objects: old libraries give those a `toJSON` that spoils it. */
export const json = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((item) => json(item))}]`
    : value && typeof value == "object"
      ? `{${Object.entries(value)
          .filter(([name, item]) => item != null && (item != "" || /^(last|score|value)$/.test(name)))
          .map(([name, item]) => json(name) + ":" + json(item))}}`
      : JSON.stringify(value ?? null);
