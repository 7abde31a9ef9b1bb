/* What a person does inside a frame, put into the form as if its fields stood there. */
import { attempt } from "../form/attempt";
import { person } from "../form/doing";
import { now } from "../clock";
import { settle } from "../follow/settle";
import { At, type FieldState, Outcome, OUTCOMES } from "../model";
import { hooks } from "../modules";
import { changedSomething, sendIn } from "../send";
import { happen, isSuccess, see, Step, touch } from "../form/view";
import { CHANGED, type Touched } from "../wire";
import { ends, type Joined } from "./joined";
import type { FrameView } from "./report";

const LAZY_MS = 10_000;
const SUMS = [At.active, At.returns, At.corrections, At.refills, At.rage] as const;

/** Adds what was not counted yet. A frame that loads anew begins its figures at nothing. */
const count = (field: FieldState, told: Required<Touched>, before: Required<Touched> | undefined): void => {
  const { did } = field;
  for (const place of SUMS) did[place] += told[place] - (before?.[place] || 0);
  if (before || !(did[At.flags] & CHANGED)) did[At.hesitation] = told[At.hesitation];
  did[At.flags] |= told[At.flags];
  for (const [message, times] of told[At.errors]) {
    const [, counted = 0] = before?.[At.errors].find(([other]) => other == message) || [];
    const known = did[At.errors].find(([other]) => other == message);
    if (known) known[1] += times - counted;
    else if (did[At.errors].length < 8) did[At.errors].push([message, times]);
  }
};

const follow = (joined: Joined, kind: Step, field: FieldState | undefined, { outcome }: FrameView, isAlone: boolean): void => {
  const { form } = joined;
  if (kind == Step.attempt) attempt(form, null);
  else if (kind == Step.failed && form.outcome == Outcome.pending) settle(form, Outcome.failed);
  // A frame in a form of the page may send its part well; that says nothing of the form.
  else if (kind == Step.success && isAlone) settle(form, OUTCOMES.indexOf(outcome));
  else if (field && kind <= Step.error) {
    if (kind == Step.change && form.outcome == Outcome.pending) hooks.edited?.(form);
    if (kind == Step.error) ends.set(field, 3); // the frame looks how fields stand when it has judged the attempt
    else touch(field);
    happen(field, kind);
    if (kind == Step.error && form.outcome == Outcome.pending) settle(form, Outcome.failed);
  }
};

const goOn = (joined: Joined, id: string): void => {
  if (joined.view == id) return;
  joined.view = id;
  joined.steps = 0;
  joined.counted.clear();
};

/** The view as it stands in the frame; what is known of it is not counted twice. */
export const hear = (joined: Joined, frame: Element, view: FrameView): void => {
  const { form, byKey, counted } = joined;
  const fields = view.touched.map(([key]) => byKey.get(key));
  if (!form.seenAt) sendIn(LAZY_MS);
  goOn(joined, view.id);
  for (const told of view.touched) {
    const field = byKey.get(told[0]);
    if (!field) continue;
    if (!isSuccess(form)) ends.set(field, told[At.end]);
    count(field, told, counted.get(told[0]));
    counted.set(told[0], told);
  }
  if (!form.seenAt) see(form);
  const news = view.steps.slice(joined.steps);
  joined.steps = view.steps.length;
  for (const step of news) follow(joined, Math.floor(step / 1_000), fields[step % 1_000], view, form.root == frame);
  for (const field of fields) if (field && field.index < 0) touch(field);
  const last = fields[view.last];
  if (last && joined.atSubmit && !view.at_submit) touch(last);
  joined.atSubmit = view.at_submit;
  joined.blind = view.blind_spots;
  if (news[0]) person.keyAt = now();
  form.dirty = true;
  if (view.touched[0]) changedSomething();
};
