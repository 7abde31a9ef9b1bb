/* What became of a submit (METRICS "A view's life"). Evidence or nothing: unsure stays pending. */
import { now, timeOrigin } from "../clock";
import { attempt } from "../attempt";
import { all, isConnected, isVisible, nearest } from "../dom";
import { alertsIn, checkErrors, fieldErrors, showsErrors } from "./errors";
import { BUTTON, formAt, formOf, SUBMIT } from "../fields";
import { lateFormAt, scan } from "../find";
import { later } from "../guard";
import { emit } from "./listeners";
import { At, type FieldState, type FormState, forms, lastSubmitted, Outcome, OUTCOMES } from "../model";
import { put, sendIn } from "../send";
import { isEmpty } from "../value";
import { isSuccess, lookAtEnds, Step, step } from "../view";
import { firstTime, visit } from "../visit";
import type { View } from "../wire";

const WATCH_MS = 15_000;
const STALE_MS = 3_000;
const LOOK_EVERY_MS = 250;

/** Answers of requests that the page made. Told by the browser; nothing is patched. */
let answers: PerformanceResourceTiming[] = [];

/** Whether a request made after the attempt was answered well (2), or badly (1): one to the page's own origin, if
    there was any, as other origins' counting scripts fail for reasons of their own. 0 for neither. */
export const answerTo = (form: FormState): 0 | 1 | 2 => {
  const since = answers.filter((entry) => entry.startTime + timeOrigin >= form.attemptAt - 50);
  const own = since.filter((entry) => entry.name.startsWith(location.origin));
  if (since.some(({ responseStatus: status }) => status >= 200 && status < 300)) return 2;
  return (own[0] ? own : since).some((entry) => entry.responseStatus >= 400) ? 1 : 0;
};

export const watchRequests = (ours: string): void => {
  if (!PerformanceObserver.supportedEntryTypes?.includes("resource")) return;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (/^(fetch|xml)/.test(entry.initiatorType) && entry.responseStatus && entry.name != ours) answers.push(entry);
    }
    answers = answers.slice(-30);
  }).observe({ type: "resource" });
};

export const settle = (form: FormState, outcome: Outcome, force?: boolean): void => {
  const { view } = form;
  const succeededBefore = isSuccess(form);
  if (!force && succeededBefore && outcome <= form.outcome) return;
  lookAtEnds(form);
  form.outcome = outcome;
  if (outcome == Outcome.failed) {
    fail(view);
    step(form, Step.failed);
  } else {
    if (!succeededBefore) step(form, Step.success);
    succeed(view, outcome);
  }
  form.dirty = true;
  sendIn();
};

const fail = (view: View): void => {
  view.failed = (view.failed || 0) + 1;
  view.at_submit = true;
};

const succeed = ({ id, form }: View, outcome: Outcome): void => {
  visit.done = true;
  if (firstTime(id)) emit("complete", { form, evidence: OUTCOMES[outcome] });
};

/** An attempt was made just now; what the page makes of it shows later. */
export const attempted = (form: FormState): void => {
  form.alerts = alertsIn(form);
  later(() => watch(form, form.view.attempts));
};

const isThere = (form: FormState): boolean =>
  form.fields.some((field) => field.controls.some((control) => isConnected(control) && isVisible(control)));

/** What was filled at the attempt is empty now: the page has reset the form. */
const wasReset = (form: FormState): boolean => {
  const filled = form.touched.filter((field) => field.did[At.end] && !field.secret);
  return !!filled[0] && filled.every((field) => isEmpty(field.controls));
};

const judge = (form: FormState): void => {
  if (form.outcome != Outcome.pending) return;
  const there = isThere(form);
  const answer = answerTo(form);
  // Errors from before the attempt speak against it only when it came to nothing.
  const stale = answer != 2 && now() - form.attemptAt > STALE_MS;
  if (there && showsErrors(form, stale ? "" : form.alerts)) {
    checkErrors(form);
    settle(form, Outcome.failed);
  } else if (!there || wasReset(form)) {
    if (answer == 2) settle(form, Outcome.request);
  } else if (answer == 1) settle(form, Outcome.failed);
};

const watch = (form: FormState, attempts: number): void => {
  judge(form);
  if (form.outcome != Outcome.pending || form.view.attempts != attempts) return;
  if (now() - form.attemptAt < WATCH_MS) later(() => watch(form, attempts), LOOK_EVERY_MS);
  else sendIn();
};

/** The person goes on working in a form that they had submitted: it was not taken. */
export const edited = (form: FormState): void => {
  judge(form);
  if (form.outcome == Outcome.pending) settle(form, Outcome.failed);
};

/** A press on the submit control. When no submit event follows, the browser's validation stopped it (the fields
    that stopped it have said so), or the page sends the form in a way of its own. */
export const pressed = (target: Element): void => {
  const button = nearest(target, BUTTON);
  if (!button || button.matches(":disabled,[type=reset],[aria-disabled=true]")) return;
  const root = formOf(button);
  const submits = button.matches(SUBMIT);
  const form = submits ? lateFormAt(root) : formAt(root);
  // A plain button is the submit control where there is no other; in a <form> it may do anything.
  if (!form || (!submits && (root instanceof HTMLFormElement || all(root, SUBMIT)[0]))) return;
  const { stops, view } = form;
  const { attempts } = view;
  later(() => {
    if (view.attempts > attempts) return;
    attempt(form, null);
    if (form.stops > stops) settle(form, Outcome.failed);
  });
};

let ruleShown: boolean;

/** The owner's own sign of success came up. */
export const checkRule = (first?: boolean): void => {
  const shows = all(document, "[data-balk-success]").some(isVisible);
  const form = lastSubmitted();
  if (shows && !ruleShown && !first && form) settle(form, Outcome.rule);
  ruleShown = shows;
};

/** On the page that a submit led to. */
export const judgeArrival = (): void => {
  const { leaving } = visit;
  if (!leaving) return;
  visit.leaving = undefined;
  scan();
  const { view, at } = leaving;
  let { how } = leaving;
  const again = forms.find((form) => form.view.form == view.form);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const isFilled = (field: FieldState): boolean =>
    /^(text|email|tel|url|number)/.test(field.is.type) && !field.secret && !isEmpty(field.controls);
  if ((arrival?.responseStatus || 0) >= 400 || (again && (fieldErrors(again) || showsErrors(again, leaving.alerts)))) how = Outcome.failed;
  else if (ruleShown) how = Outcome.rule;
  else if (again && again.view.page == view.page && again.fields.some(isFilled)) how = Outcome.pending;
  view.seq += 9; // above what the page has sent after it was remembered, as it was hidden
  view.outcome = OUTCOMES[how] as typeof view.outcome & string;
  if (how == Outcome.failed) fail(view);
  if (how > Outcome.failed) succeed(view, how);
  put("views", view.id, view, at);
  sendIn();
};
