/* The owner's own signs of success: `data-balk-success`, and the rules of the site's settings. A sign counts when it
   comes up: one that stood there before the attempt says nothing. */
import { now } from "../clock";
import { all, isVisible } from "../dom";
import { type FormState, forms, lastSubmitted, Outcome } from "../model";
import type { SuccessRule } from "../wire";
import { settle } from "./settle";

const LOOK_DEEP_MS = 60_000;
/** Beside the owner's own, what an embed of Mailchimp shows: it asks another origin by a script, which tells no status. */
const MARKED: SuccessRule = { selector: "[data-balk-success],#mce-success-response" };

const placesIn = (place: ParentNode): ParentNode[] => [
  place,
  ...all(place, "*").flatMap(({ shadowRoot }) => (shadowRoot ? placesIn(shadowRoot) : [])),
];

const fits = (pattern: string): boolean => {
  const { pathname, search } = location;
  const here = pattern.includes("?") ? pathname + search : pathname;
  return new RegExp("^" + pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*") + "$").test(here);
};

const shows = ({ url, selector }: SuccessRule, places: ParentNode[]): boolean => {
  try {
    return (!url || fits(url)) && (!selector || places.some((place) => all(place, selector).some(isVisible)));
  } catch {
    return false; // a selector that the browser does not know
  }
};

/** Those that showed at the last look. */
let standing: SuccessRule[] = [];

const look = (): SuccessRule[] => {
  const before = standing;
  const deep = forms.some((form) => form.attemptAt && now() - form.attemptAt < LOOK_DEEP_MS);
  const places = deep ? placesIn(document) : [document];
  standing = [MARKED, ...(BALK_FOLLOW.success_rules || [])].filter((rule) => shows(rule, places));
  return standing.filter((rule) => !before.includes(rule));
};

/** What shows now is no evidence for what is tried from now on. */
export const lookAtRules = (): void => {
  look();
};

/** Whether a sign of success for this form shows. */
export const hasSign = (key: string): boolean => standing.some(({ form }) => !form || form == key);

/** Looks for signs that came up since the last look. */
export const checkRules = (): void => {
  for (const rule of look()) {
    const form: FormState | undefined = rule.form
      ? forms.filter((one) => one.is.key == rule.form).sort((a, b) => b.attemptAt - a.attemptAt)[0]
      : lastSubmitted();
    if (form && (form.attemptAt || (rule == MARKED && form.touched[0]))) settle(form, Outcome.rule);
  }
};
