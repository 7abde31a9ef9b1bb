/* In place of ../send.ts: what is known goes to the page around, a quarter of a second after something happened at the
   latest, and whole each time; at once where the person goes on to another field, for the order of what they do. */
import { now } from "../clock";
import { later } from "../guard";
import { forms } from "../model";
import { lookAtEnds, snapshot } from "../form/view";
import type { Form, View } from "../wire";

const EVERY_MS = 250;

/** What a frame says: that it is there, and the forms in it and the views of them, as the wire has them. */
export interface Report {
  balk: 1;
  forms?: Form[];
  views?: View[];
}

let post: (report: Report) => void;
let timer = 0;
let sentAt = 0;
let toldSteps = 0;

export const startPosting = (to: typeof post): void => {
  post = to;
};

const steps = (): number => forms.reduce((sum, { view }) => sum + view.steps.length, 0);

/** A form is described as soon as it is found, and its view is told once it was seen. */
export const send = (): void => {
  clearTimeout(timer);
  timer = 0;
  sentAt = now();
  toldSteps = steps();
  const changed = forms.filter((form) => form.dirty);
  for (const form of changed) {
    form.dirty = false;
    lookAtEnds(form);
  }
  if (changed[0]) post({ balk: 1, forms: changed.map((form) => form.is), views: changed.filter((form) => form.seenAt).map(snapshot) });
};

/** They may never come back: how a secret stands that they are in is told, too. */
export const sendLast = (): void => {
  for (const form of forms) {
    lookAtEnds(form, undefined, true);
    form.dirty ||= !!form.touched[0];
  }
  send();
};

export const sendIn = (): void => {
  const soon = steps() > toldSteps;
  if (timer && !soon) return;
  clearTimeout(timer);
  timer = later(send, soon ? 0 : Math.max(0, sentAt + EVERY_MS - now()));
};

export const changedSomething = sendIn;

/** Moments belong to pages. */
export const put: typeof import("../send").put = () => {};
