/* From page to page: what became of an attempt is often said by the page that it led to. */
import { now } from "../clock";
import { scan } from "../find";
import { later } from "../guard";
import { At, type FieldState, type FormState, forms, Outcome, OUTCOMES } from "../model";
import { attr } from "../dom";
import { put, sendIn } from "../send";
import { isEmpty } from "../value";
import { recall, visit } from "../visit";
import type { Touched, View } from "../wire";
import { answerTo, Said } from "./answers";
import { addError, addErrorsAbout, cleanMessage } from "./errors";
import { judge, wentOn } from "./judging";
import { alertsOf, messagesOf } from "./messages";
import { hasSign } from "./rules";
import { fail, settle, succeed } from "./settle";
import { sentTo, trials } from "./trial";

/** Led to another origin. */
let away: FormState | undefined;

/** The page comes back as it was left: what the submit led to is behind. Who comes back from another origin may have
    gone through with it or not. */
export const cameBack = ({ persisted }: PageTransitionEvent): void => {
  if (!persisted) return;
  if (away) {
    away.outcome = Outcome.pending;
    away.dirty = true;
    away = undefined;
    sendIn();
  }
  wentOn();
};

/** Before the page goes: how the attempt under way is leading away. */
export const leaving = (form?: FormState): Outcome => {
  judgeArrival();
  if (!form) return Outcome.none;
  judge(form, true);
  const trial = trials.get(form);
  if (form.outcome != Outcome.pending || !trial) return form.outcome;
  if (trial.wentOn) return Outcome.pending;
  const to = sentTo(form, trial);
  // No page of ours will see what another origin makes of it: having led there is all the evidence there will be.
  if (/^http/.test(to) && to != location.origin && navigator.onLine) settle((away = form), Outcome.navigated);
  if (to) return Outcome.navigated;
  return answerTo(form, trial.firstAt) == Said.yes ? Outcome.request : Outcome.pending;
};

/** The view that the person came from by an attempt. */
let left: View | undefined;

const send = (view: View, how: Outcome, at: number): void => {
  view.seq += 9; // above what the page has sent after it was remembered, as it was hidden
  view.outcome = OUTCOMES[how] as typeof view.outcome & string;
  if (how == Outcome.failed) fail(view);
  if (how > Outcome.failed) succeed(view, how);
  put("views", view.id, view, at);
  sendIn();
};

/** The page says itself what became of the view that was left by an attempt. False where there is none, or another form. */
export const sayOfLeft = (how: Outcome, key?: unknown, message?: string): boolean => {
  recall();
  const view = visit.leaving?.view || left;
  if (!view || (key && key != view.form)) return false;
  visit.leaving = undefined;
  left = view;
  if (message) addError((view.errors ||= []), message);
  send(view, how, now());
  return true;
};

/** The errors that the form shows on arrival came up at the attempt. */
const errorsInto = (view: View, form: FormState, stood: string): void => {
  const touched = (view.touched ||= []) as Touched[];
  for (const [field, message] of messagesOf(form).at) {
    const { key } = field.is;
    const text = cleanMessage(form, message);
    let did = touched.find(([name]) => name == key) as Required<Touched> | undefined;
    if (!did) touched.push((did = [key, 0, 0, -1, 0, 0, 0, 0, 0, []]));
    for (let place = did.length as number; place < At.errors; place++) (did as unknown[]).push(0);
    did[At.end] = 3;
    addError((did[At.errors] ||= []), text);
    field.showing = text;
  }
  addErrorsAbout((view.errors ||= []), form, stood);
};

const isFilled = (field: FieldState): boolean =>
  /^(text|email|tel|url|number)/.test(field.is.type) && !field.secret && !isEmpty(field.controls);

/** On the page that an attempt led to. */
export const judgeArrival = (): void => {
  recall();
  const { leaving } = visit;
  if (!leaving) return;
  visit.leaving = undefined;
  scan();
  const { view, at, how, alerts = "" } = leaving; // what is empty is not kept
  left = view;
  const again = forms.find((form) => form.view.form == view.form && form.view.id != view.id);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const isLed = !/^(back|reload)/.test(arrival?.type || "");
  const isNew = !!again && alertsOf(again).some((alert) => !alerts.includes(alert));
  const was = OUTCOMES.indexOf(view.outcome || "");
  let then = was == Outcome.pending ? how || Outcome.pending : was;
  if (was == Outcome.pending && isLed && (((arrival?.responseStatus || 0) >= 400 && how > Outcome.pending) || isNew)) {
    then = Outcome.failed;
    if (again && isNew) errorsInto(view, again, alerts);
  } else if (hasSign(view.form)) then = Math.max(then, Outcome.rule);
  else if (was == Outcome.pending && !isLed) then = Outcome.pending;
  else if (then == Outcome.request && was != then && !document.referrer.startsWith(location.origin)) then = Outcome.pending;
  else if (then == Outcome.navigated && again && again.view.page == view.page) {
    // A search comes back with what was asked; any other form that comes back filled, or from another origin, is unsure.
    const isSearch = !/post/i.test(attr(again.root, "method")) && location.search;
    if (was == then || (again.fields.some(isFilled) && !isSearch)) then = Outcome.pending;
  } else if (was == Outcome.navigated && !isLed) then = Outcome.pending;
  if (then != was) send(view, then, at);
};

/** Judges once the page is there. */
export const arrive = (): void => {
  if (document.readyState == "loading") later(arrive, 300);
  else judgeArrival();
};
