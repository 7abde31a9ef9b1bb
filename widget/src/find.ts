/* When forms are looked for, and when one counts as seen. Nothing is described before it was in sight or touched. */
import { awake } from "./clock";
import { watchRoot } from "./capture";
import { CONTROLS, controlsIn } from "./controls";
import { all } from "./dom";
import { guard, later, listen } from "./guard";
import { fieldsByControl, forms } from "./model";
import { bring, hooks } from "./modules";
import { INSIDE } from "./place";

const SIGHT_MS = 1_000;

/** Controls at least half in sight, and since when by the awake clock: while the page is hidden, no second passes. */
const inSight = new Map<Element, number>();
let waiting: number;

const look = (): void => {
  for (const [control, since] of inSight) {
    if (!hooks.describe || awake() - since < SIGHT_MS) continue;
    if (!fieldsByControl.has(control)) scan();
    if (going) return;
    inSight.delete(control);
    hooks.sees?.(control);
  }
  wait();
};

const wait = (): void => {
  if (inSight.size)
    waiting ||= later(() => {
      waiting = 0;
      look();
    }, SIGHT_MS);
};

const sight = new IntersectionObserver(
  guard((entries: IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) {
      inSight.delete(target);
      if (isIntersecting) inSight.set(target, awake());
    }
    wait();
  }),
  { threshold: 0.5 },
);

let due: number;
let grown: unknown;

/** Forms come and go, errors come up: this only notes that something changed. */
const change = (more?: unknown): void => {
  grown ||= more;
  // Who is quick may have come and gone before the next look.
  if (!INSIDE && more && !forms[0] && all(document, CONTROLS)[0]) bring("form");
  due ||= later(() => {
    if (grown) (forms[0] ? scan : find)();
    grown = due = 0;
    hooks.changed?.();
  }, 200);
};

const changes = new MutationObserver((records) => change(records.some(({ addedNodes }) => addedNodes[0])));

/** The document, that of a frame, or a shadow root: what is watched already stays so. */
const watch = (root: Document | ShadowRoot): void => {
  watchRoot(root);
  changes.observe(root, {
    subtree: true,
    childList: true,
    attributeFilter: ["aria-invalid", "aria-describedby", "aria-errormessage", "class", "hidden", "style"],
  });
};

const find = (): Element[] => {
  const controls = controlsIn(document, watch);
  for (const control of controls) sight.observe(control); // a second time does nothing
  if (controls[0]) bring("form", look);
  return controls;
};

/** Set while a long form is still being described, a part of it at a time. */
let going: number;

/** Brings what is known in line with the document: all at once with `sure`, a control that the person is in, or null. */
export const scan = (sure?: Element | null): void => {
  const controls = find();
  const more = hooks.describe?.(controls, sure);
  if (more)
    going ||= later(() => {
      going = 0;
      scan();
      look();
    });
};

export const startWatching = (): void => {
  watch(document);
  // A person may be in a frame as soon as it is there.
  listen(document, "load", ({ target }) => {
    const { contentDocument } = target as HTMLIFrameElement;
    if (contentDocument) watch(contentDocument);
    change(true);
  });
  find();
  // Roots are attached late and elements defined late, which nothing tells of.
  for (const seconds of [1, 3, 9, 27]) later(() => change(true), seconds * 1_000);
};
