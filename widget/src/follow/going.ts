/* Where the page goes by itself, which the browser tells before it goes (where it knows the Navigation API). */
import { person } from "../form/doing";
import { now } from "../clock";
import { all, attr, nearest } from "../dom";
import type { FormState } from "../model";
import type { Destination } from "./pressing";

/** The origin that the page was last told to go to, and when. */
export const headed = { to: "", at: 0 };

/** Whether the address is the form's own with its fields behind it, and no link led there: a script called `submit()`. */
export const isSentTo = ({ root }: FormState, { url, sameDocument }: Destination): boolean => {
  if (sameDocument) return false;
  const { origin, pathname, searchParams } = new URL(url);
  headed.to = origin;
  headed.at = now();
  const names = [...searchParams.keys()];
  const isLink = person.pressAt > person.keyAt && nearest(person.press, "a[href]");
  return (
    !isLink && !!names[0] && root.matches("form") && pathname == new URL(attr(root, "action"), document.baseURI).pathname &&
    names.every((name) => all(root, `[name="${CSS.escape(name)}"]`)[0])
  );
};
