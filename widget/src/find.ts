/* When forms are looked for, and when one counts as seen. Nothing is described before it was in sight or touched. */
import { now } from "./clock";
import { watchRoot } from "./capture";
import { controlsIn, describe, formAt } from "./fields";
import { guard, later } from "./guard";
import { fieldsByControl, type FormState, forms } from "./model";
import { hooks } from "./modules";
import { sendIn } from "./send";
import { see } from "./view";

const LAZY_MS = 10_000;
const SIGHT_MS = 1_000;

/** Controls at least half in sight, and since when. */
const inSight = new Map<Element, number>();
let waiting: boolean;

/** In sight for a second; while the page is hidden, the second has not begun. */
const look = (): void => {
  waiting = false;
  for (const [control, since] of inSight) {
    if (document.hidden) inSight.set(control, now());
    else if (now() - since >= SIGHT_MS) {
      inSight.delete(control);
      if (!fieldsByControl.has(control)) scan();
      const form = fieldsByControl.get(control)?.form;
      if (!form || form.seenAt) continue;
      see(form);
      sendIn(LAZY_MS);
    }
  }
  wait();
};

const wait = (): void => {
  if (!waiting && inSight.size) later(look, SIGHT_MS);
  waiting = inSight.size > 0;
};

const sight = new IntersectionObserver(
  guard((entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) {
      inSight.delete(target);
      if (isIntersecting) inSight.set(target, now());
    }
    wait();
  }),
  { threshold: 0.5 },
);

const find = (): Element[] => {
  const controls = controlsIn(document, watchRoot);
  for (const control of controls) sight.observe(control); // a second time does nothing
  return controls;
};

/** Brings what is known in line with the document. */
export const scan = (sure?: Element | null): void => describe(find(), sure);

/** The form of an element that something happens in for the first time, too. */
export const lateFormAt = (root: Element | null): FormState | undefined => {
  if (!formAt(root)) scan();
  return formAt(root);
};

/** Forms come and go, errors come up: one observer, which only notes that something changed. */
export const startWatching = (): void => {
  let due: number | undefined;
  let grown: boolean;
  new MutationObserver((changes) => {
    grown ||= changes.some((change) => change.addedNodes[0]);
    due ||= later(() => {
      if (grown && forms[0]) scan();
      else if (grown) find();
      grown = false;
      due = 0;
      hooks.changed?.();
    }, 200);
  }).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["aria-invalid", "aria-describedby", "aria-errormessage", "class", "hidden", "style"],
  });
  find();
};
