/* What became of a submit (METRICS "A view's life"). Evidence or nothing: unsure stays pending. */
import { now } from "./clock";
import { all, isConnected, isVisible, nearest } from "./dom";
import { alertsIn, checkErrors, showsErrors } from "./errors";
import { definition, formOf, SUBMIT } from "./fields";
import { debug, later, listen } from "./guard";
import { type FormState, forms, type Outcome } from "./model";
import { put, sendIn } from "./send";
import { emit } from "./listeners";
import { keep, visit } from "./visit";
import { isSuccess, lookAtEnds, snapshot, step } from "./view";
import { isEmpty } from "./value";
import type { View } from "./wire";

const WATCH_MS = 15_000;
const LOOK_EVERY_MS = 250;
/** Strongest last. */
const EVIDENCE: Outcome[] = ["", "pending", "failed", "request", "navigated", "rule", "api"];

/** Answers of requests that the page made: when each began, and its status. Told by the browser; nothing is patched. */
const answers: [number, number][] = [];

const answeredWell = (form: FormState): boolean => answers.some(([began, status]) => began >= form.attemptAt - 50 && status < 300);
const answeredBadly = (form: FormState): boolean => answers.some(([began, status]) => began >= form.attemptAt - 50 && status >= 400);

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
  if (!force && isSuccess(form.outcome) && EVIDENCE.indexOf(outcome) <= EVIDENCE.indexOf(form.outcome)) return;
  const before = form.outcome;
  lookAtEnds(form);
  form.outcome = outcome;
  if (outcome == "failed") {
    form.failed++;
    form.atSubmit = true;
    step(form, "failed");
  } else if (isSuccess(outcome)) {
    visit.done.push(form.id);
    if (!isSuccess(before)) {
      step(form, "success");
      emit("complete", { form: form.key, evidence: outcome });
    }
  }
  form.dirty = true;
  sendIn(0);
};

/** A person tried to submit. `event` is the submit event, if one came. */
export const attempt = (form: FormState, event: Event | null): void => {
  lookAtEnds(form);
  form.attempts++;
  form.submit = event;
  form.attemptAt = performance.now();
  form.alerts = alertsIn(form);
  step(form, "attempt");
  if (isSuccess(form.outcome)) return;
  form.outcome = "pending";
  later(() => watch(form, form.attempts), 0);
};

const isGone = (form: FormState): boolean =>
  !isConnected(form.root) || !form.fields.some((field) => field.controls.some((control) => isConnected(control) && isVisible(control)));

/** What was filled at the attempt is empty now: the page has reset the form. */
const wasReset = (form: FormState): boolean => {
  const filled = form.touched.filter((field) => field.end && !field.secret);
  return filled.length > 0 && filled.every((field) => isEmpty(field.controls));
};

const judge = (form: FormState): void => {
  if (form.outcome != "pending") return;
  const gone = isGone(form);
  if (!gone && showsErrors(form, form.alerts)) {
    checkErrors(form);
    settle(form, "failed");
  } else if (gone || wasReset(form)) {
    if (answeredWell(form)) settle(form, "request");
  } else if (answeredBadly(form) && !answeredWell(form)) settle(form, "failed");
};

const watch = (form: FormState, attempts: number): void => {
  judge(form);
  if (form.outcome == "pending" && form.attempts == attempts) {
    if (performance.now() - form.attemptAt < WATCH_MS) later(() => watch(form, attempts), LOOK_EVERY_MS);
    else sendIn(0);
  }
};

/** The person goes on working in a form that they had submitted: it was not taken. */
export const edited = (form: FormState): void => {
  judge(form);
  if (form.outcome == "pending") settle(form, "failed");
};

const formAt = (element: Element | null): FormState | undefined => element ? forms.find((form) => form.root == element) : undefined;

export const watchSubmits = (on: EventTarget): void => {
  listen(on, "submit", (event) => {
    const form = formAt(event.composedPath()[0] as Element);
    if (form) attempt(form, event);
  });
};

/** A press on the submit control. When no submit event follows, the browser's validation stopped it (the fields
    that stopped it have said so), or the page sends the form in a way of its own. */
export const pressed = (target: Element): void => {
  const button = nearest(target, "button,input,[role=button]");
  if (!button || button.matches(":disabled,[type=reset],[aria-disabled=true]")) return;
  const root = (button as HTMLButtonElement).form || formOf(button);
  const form = formAt(root);
  if (!form || (!button.matches(SUBMIT) && all(root, SUBMIT)[0])) return;
  if (!button.matches(SUBMIT) && !button.matches("button,[type=button],[role=button]")) return;
  const { attempts } = form;
  const { stops } = form;
  later(() => {
    if (form.attempts > attempts) return;
    const stopped = form.stops > stops;
    // A plain button of a form that is a <form> may do anything.
    if (!stopped && !button.matches(SUBMIT) && root instanceof HTMLFormElement) return;
    attempt(form, null);
    if (stopped) settle(form, "failed");
  }, 0);
};

/** The latest submitted form, else the one last worked in. */
export const latest = (): FormState | undefined =>
  [...forms].filter((form) => form.seenAt).sort((a, b) => b.attemptAt - a.attemptAt || b.lastAt - a.lastAt)[0];

let ruleShown = false;

/** The owner's own sign of success came up. */
export const checkRule = (first?: boolean): void => {
  const shows = all(document, "[data-balk-success]").some(isVisible);
  const form = latest();
  if (shows && !ruleShown && !first && form) settle(form, "rule");
  ruleShown = shows;
};

/** Before the page goes: a submit under way is remembered, to be judged by where it leads. */
export const rememberLeaving = (): void => {
  const form = latest();
  if (!form || form.outcome != "pending" || performance.now() - form.attemptAt > 2 * WATCH_MS) return;
  const isNative = form.submit && !form.submit.defaultPrevented;
  visit.leaving = {
    item: ["views", form.id, now(), snapshot(form)],
    key: form.key,
    page: form.page,
    alerts: form.alerts,
    how: isNative ? "navigated" : answeredWell(form) ? "request" : "",
  };
  put("forms", form.key + "\n" + form.version, definition(form));
};

/** On the page that a submit led to. */
export const judgeArrival = (): void => {
  const { leaving } = visit;
  if (!leaving) return;
  visit.leaving = undefined;
  const again = forms.find((form) => form.key == leaving.key);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const { item, how } = leaving;
  const view = item[3] as View;
  let outcome: Outcome = how || "pending";
  if ((arrival?.responseStatus || 0) >= 400 || (again && showsErrors(again, leaving.alerts))) outcome = "failed";
  else if (ruleShown) outcome = "rule";
  else if (again && again.page == leaving.page && again.fields.some(isFilledText)) outcome = "pending";
  if (outcome == "failed") Object.assign(view, { failed: (view.failed || 0) + 1, at_submit: true });
  if (isSuccess(outcome)) {
    visit.done.push(view.id);
    emit("complete", { form: view.form, evidence: outcome });
  }
  debug("arrived", outcome);
  put("views", view.id, { ...view, seq: view.seq + 1, outcome });
  // `put` counts from now, the view from when it was made.
  sendIn(0);
  keep();
};

const isFilledText = (field: FormState["fields"][number]): boolean =>
  !/select|radio|checkbox|range|color/.test(field.type) && !field.secret && !isEmpty(field.controls);
