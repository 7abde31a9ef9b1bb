/* Listens: with one set of listeners on each document, and fewer on each open shadow root, whose border `submit`,
   `change`, `invalid` and a focus that moves within do not cross. Nothing is made of it before fields are known: until
   form/ has come, what the person does is kept for it (form/doing.ts). */
import { moment } from "./api";
import { controlAt, CONTROLS } from "./controls";
import { now } from "./clock";
import { all, attr, nearest, targetOf, targets } from "./dom";
import { guard, listen, UNSEEN } from "./guard";
import { bring, hooks } from "./modules";
import { INSIDE } from "./place";
import { note } from "./value";

/** Roots with listeners. */
const watched = new WeakSet<Node>();

/** What happened before form/ came, and when. */
export const early: [type: string, event: Event, at: number][] = [];
const MOST_EARLY = 200;

/** Password managers and autofill of extensions send events of their own making; so may the page. Those count once a
    person has done anything in the page. */
export const isByPerson = ({ isTrusted }: Event): boolean => isTrusted || navigator.userActivation?.hasBeenActive;

const listenerOf = (type: string): EventListener =>
  guard((event: Event) => {
    if (INSIDE || hooks.does) return hooks.does![type]!(event as never);
    if (!isByPerson(event)) return;
    const target = targetOf(event);
    if (early.push([type, event, now()]) > MOST_EARLY) early.shift();
    targets.set(event, target!);
    if (!controlAt(target)) return;
    bring("form");
    for (const control of all(document, CONTROLS)) note([control]);
  });

const hear = (root: EventTarget, types: string): void => {
  for (const type of types.split(" ")) root.addEventListener(type, listenerOf(type), UNSEEN);
};

const keyed = listenerOf("keydown");

export const hearKeys = (root: Document): void => root.addEventListener("keydown", keyed, UNSEEN);

/** While letters come, which tell of themselves: to be called by a browser takes longer than all that is done then. */
export const hearNoKeys = (root: Document): void => root.removeEventListener("keydown", keyed, true);

export const watchRoot = (root: Document | ShadowRoot): void => {
  if (watched.has(root)) return;
  watched.add(root);
  hear(root, "submit invalid focusin focusout");
  if ("host" in root) return;
  hear(root, "input pointerdown click");
  hearKeys(root);
  // What judges is there before the first press, to know what stood in the form.
  if (!INSIDE)
    listen(root, "pointerover", (event) => {
      if (!hooks.heard && nearest(targetOf(event), "form," + CONTROLS)) bring("follow");
    });
  listen(root, "click", (event) => {
    const target = targetOf(event);
    const form = !INSIDE && !hooks.heard && nearest(target, "form");
    if (form) hooks.hint?.(form);
    const marked = event.isTrusted && nearest(target, "[data-balk-moment]");
    if (marked) moment(attr(marked, "data-balk-moment"));
  });
};
