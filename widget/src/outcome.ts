/* What became of a submit (METRICS "A view's life"). Evidence or nothing: unsure stays pending. */
import { now } from "./clock";
import { all, isConnected, isVisible, nearest, targetOf } from "./dom";
import { alertsIn, checkErrors, showsErrors } from "./errors";
import { BUTTON, formAt, formOf, SUBMIT } from "./fields";
import { debug, later, listen } from "./guard";
import { emit } from "./listeners";
import { At, type FieldState, type FormState, forms, latest, type Outcome } from "./model";
import { put, sendIn } from "./send";
import { isEmpty } from "./value";
import { isSuccess, lookAtEnds, snapshot, step } from "./view";
import { visit } from "./visit";
import type { View } from "./wire";

const WATCH_MS = 15_000;
const LOOK_EVERY_MS = 250;
/** Strongest last. */
const EVIDENCE: Outcome[] = ["", "pending", "failed", "request", "navigated", "rule", "api"];

/** Answers of requests that the page made: when each began, and its status. Told by the browser; nothing is patched. */
const answers: [number, number][] = [];

/** Whether a request made after the attempt was answered with a status of that hundred. */
const wasAnswered = (form: FormState, ...hundreds: number[]): boolean =>
  answers.some(([began, status]) => began >= form.attemptAt - 50 && hundreds.includes(Math.floor(status / 100)));

export const watchRequests = (ours: string): void => {
  if (!PerformanceObserver.supportedEntryTypes?.includes("resource")) return;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const status = entry.responseStatus;
      if (!/^(fetch|xmlhttprequest)$/.test(entry.initiatorType) || !status || entry.name == ours) continue;
      answers.push([entry.startTime, status]);
      if (answers.length > 30) answers.shift();
    }
  }).observe({ type: "resource" });
};

export const settle = (form: FormState, outcome: Outcome, force?: boolean): void => {
  const { view } = form;
  const before = view.outcome;
  if (!force && isSuccess(before) && EVIDENCE.indexOf(outcome) <= EVIDENCE.indexOf(before)) return;
  lookAtEnds(form);
  view.outcome = outcome;
  if (outcome == "failed") {
    view.failed++;
    view.at_submit = true;
    step(form, "failed");
  } else {
    if (!isSuccess(before)) step(form, "success");
    succeeded(view);
  }
  form.dirty = true;
  sendIn(0);
};

const succeeded = ({ id, form, outcome }: View): void => {
  if (!visit.done.includes(id)) emit("complete", { form, evidence: outcome });
  visit.done.push(id);
};

/** A person tried to submit. `event` is the submit event, if one came. */
export const attempt = (form: FormState, event: Event | null): void => {
  lookAtEnds(form);
  form.view.attempts++;
  form.submit = event;
  form.attemptAt = performance.now();
  form.alerts = alertsIn(form);
  step(form, "attempt");
  if (isSuccess(form.view.outcome)) return;
  form.view.outcome = "pending";
  later(() => watch(form, form.view.attempts), 0);
};

const isThere = (form: FormState): boolean =>
  form.fields.some((field) => field.controls.some((control) => isConnected(control) && isVisible(control)));

/** What was filled at the attempt is empty now: the page has reset the form. */
const wasReset = (form: FormState): boolean => {
  const filled = form.touched.filter((field) => field.did[At.end] && !field.secret);
  return !!filled[0] && filled.every((field) => isEmpty(field.controls));
};

const judge = (form: FormState): void => {
  if (form.view.outcome != "pending") return;
  const there = isThere(form);
  const well = wasAnswered(form, 2);
  if (there && showsErrors(form, form.alerts)) {
    checkErrors(form);
    settle(form, "failed");
  } else if (!there || wasReset(form)) {
    if (well) settle(form, "request");
  } else if (!well && wasAnswered(form, 4, 5)) settle(form, "failed");
};

const watch = (form: FormState, attempts: number): void => {
  judge(form);
  if (form.view.outcome != "pending" || form.view.attempts != attempts) return;
  if (performance.now() - form.attemptAt < WATCH_MS) later(() => watch(form, attempts), LOOK_EVERY_MS);
  else sendIn(0);
};

/** The person goes on working in a form that they had submitted: it was not taken. */
export const edited = (form: FormState): void => {
  judge(form);
  if (form.view.outcome == "pending") settle(form, "failed");
};

export const watchSubmits = (on: EventTarget): void =>
  listen(on, "submit", (event) => {
    const form = formAt(targetOf(event));
    if (form) attempt(form, event);
  });

/** A press on the submit control. When no submit event follows, the browser's validation stopped it (the fields
    that stopped it have said so), or the page sends the form in a way of its own. */
export const pressed = (target: Element): void => {
  const button = nearest(target, BUTTON);
  if (!button || button.matches(":disabled,[type=reset],[aria-disabled=true]")) return;
  const root = formOf(button);
  const form = formAt(root);
  const submits = button.matches(SUBMIT);
  // A plain button is the submit control where there is no other; in a <form> it may do anything.
  if (!form || (!submits && (root instanceof HTMLFormElement || all(root, SUBMIT)[0]))) return;
  const { stops, view } = form;
  const { attempts } = view;
  later(() => {
    if (view.attempts > attempts) return;
    attempt(form, null);
    if (form.stops > stops) settle(form, "failed");
  }, 0);
};

/** The latest submitted form, else the one last worked in. */
export const lastSubmitted = (): FormState | undefined =>
  forms.filter((form) => form.attemptAt).sort((a, b) => b.attemptAt - a.attemptAt)[0] || latest();

let ruleShown = false;

/** The owner's own sign of success came up. */
export const checkRule = (first?: boolean): void => {
  const shows = all(document, "[data-balk-success]").some(isVisible);
  const form = lastSubmitted();
  if (shows && !ruleShown && !first && form) settle(form, "rule");
  ruleShown = shows;
};

/** Before the page goes: a submit under way is remembered, to be judged by where it leads. */
export const rememberLeaving = (): void => {
  const form = lastSubmitted();
  if (form?.view.outcome != "pending" || performance.now() - form.attemptAt > 2 * WATCH_MS) return;
  const { submit, alerts } = form;
  const how = submit && !submit.defaultPrevented ? "navigated" : wasAnswered(form, 2) ? "request" : "pending";
  visit.leaving = { view: snapshot(form), at: now(), alerts, how };
};

/** On the page that a submit led to. */
export const judgeArrival = (): void => {
  const { leaving } = visit;
  if (!leaving) return;
  visit.leaving = undefined;
  const { view, at } = leaving;
  const again = forms.find((form) => form.view.form == view.form);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const isFilled = (field: FieldState): boolean =>
    /^(text|email|tel|url|number)/.test(field.is.type) && !field.secret && !isEmpty(field.controls);
  let { how } = leaving;
  if ((arrival?.responseStatus || 0) >= 400 || (again && showsErrors(again, leaving.alerts))) how = "failed";
  else if (ruleShown) how = "rule";
  else if (again && again.view.page == view.page && again.fields.some(isFilled)) how = "pending";
  view.seq += 9; // above what the page has sent after it was remembered, as it was hidden
  view.outcome = how;
  if (how == "failed") {
    view.failed = (view.failed || 0) + 1;
    view.at_submit = true;
  }
  if (isSuccess(how)) succeeded(view);
  debug("arrived", how);
  put("views", view.id, view, at);
  sendIn(0);
};
