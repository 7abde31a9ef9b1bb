/* From page to page: what became of an attempt is often said by the page that it led to. */
import { now } from "../clock";
import { scan } from "../find";
import { later } from "../guard";
import { At, type FieldState, type FormState, forms, latest, Outcome, OUTCOMES } from "../model";
import { attr, nearest } from "../dom";
import { person } from "../form/doing";
import { put, sendIn } from "../send";
import { isEmpty } from "../value";
import { recall, visit } from "../visit";
import type { Touched, View } from "../wire";
import { answerTo, Said } from "./answers";
import { addError, addErrorsAbout, cleanMessage } from "./errors";
import { judge, wentOn } from "./judging";
import { hash } from "../text";
import { successes } from "./beside";
import { alertsOf, messagesOf, wrongsSaid } from "./messages";
import { hasSign } from "./rules";
import { headed } from "./going";
import { fail, settle, succeed } from "./settle";
import { sentTo, trials } from "./trial";
import { sentItself } from "./unpressed";

const DRAWN_MS = 4_000;
const LOOK_EVERY_MS = 400;

/** Led to another origin. */
let away: FormState | undefined;

/** The page comes back as it was left: what the submit led to is behind. Who comes back from another origin may have
    gone through with it or not. */
export const cameBack = ({ persisted }: PageTransitionEvent): void => {
  if (!persisted) return;
  // The next page may have said what became of a submit, and has sent it.
  for (const form of forms) {
    form.view.seq += 20;
    if (form.outcome == Outcome.pending && visit.once.includes(form.view.id)) form.outcome = Outcome.navigated;
  }
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
  const last = latest();
  if (sentItself(last) && last == form) return Outcome.request;
  judge(form, true);
  form.alerts = form.alerts.split(",").filter((alert) => !cameUp.includes(alert)).join();
  const trial = trials.get(form);
  if (form.outcome != Outcome.pending || !trial) return form.outcome;
  if (trial.wentOn && (nearest(person.press, "a[href]") || answerTo(form, trial, true) != Said.yes)) return Outcome.pending;
  const to = sentTo(form, trial);
  // No page of ours will see what another origin makes of it: having led there is all the evidence there will be.
  if (/^http/.test(to) && to != location.origin && navigator.onLine) settle((away = form), Outcome.navigated);
  if (to) return Outcome.navigated;
  if (answerTo(form, trial) != Said.yes) return Outcome.pending;
  if (headed.at > form.attemptAt && headed.to != location.origin) settle((away = form), Outcome.request);
  return Outcome.request;
};

/** The view that the person came from by an attempt. */
let left: View | undefined;

const send = (view: View, how: Outcome, at: number): void => {
  view.seq += 9; // above what the page has sent after it was remembered, as it was hidden
  view.outcome = OUTCOMES[how] as typeof view.outcome & string;
  if (how == Outcome.failed) fail(view);
  if (how > Outcome.failed) succeed(view, how, view.touched || []);
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
  for (const [field, message] of messagesOf(form, true).at) {
    if (stood.includes(hash(message))) continue;
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

/** Of what the person had filled in, nothing came back; or not the long text, which a form that was refused keeps.
    Where they had filled in nothing, whatever stands there speaks against it. A password box that comes back says that
    nobody was let in. */
const cameBackEmpty = ({ fields }: FormState, { touched = [] }: View): boolean => {
  if (fields.some(({ secret, is }) => secret && is.type == "password")) return false;
  const filled = fields.filter(({ is, secret }) => !secret && touched.some(([key, end = 0]) => key == is.key && end > 1));
  const long = filled.find(({ is }) => is.type == "textarea");
  if (long) return isEmpty(long.controls);
  return !(filled[0] ? filled : fields).some(isFilled);
};

/** What came up on this page: it is no standing text of the next one's. */
const cameUp: string[] = [];

/** On the page that an attempt led to. */
export const judgeArrival = (): void => {
  recall();
  const { leaving } = visit;
  if (!leaving) return;
  visit.leaving = undefined;
  scan(null);
  const { view, at, how, alerts = "" } = leaving; // what is empty is not kept
  left = view;
  const again = forms.find((form) => form.view.form == view.form && form.view.id != view.id);
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const isLed = !/^(back|reload)/.test(arrival?.type || "");
  const isFresh = (alert: string): boolean => !alerts.includes(alert);
  const news = again ? alertsOf(again, false, true).filter(isFresh) : [];
  const isNew = !!news[0];
  const praise = successes(again).map(hash).filter(isFresh);
  cameUp.push(...news, ...praise);
  const was = OUTCOMES.indexOf(view.outcome || "");
  let then = was == Outcome.pending ? how || Outcome.pending : was;
  if (was == Outcome.pending && isLed && (((arrival?.responseStatus || 0) >= 400 && how > Outcome.pending) || isNew)) {
    then = Outcome.failed;
    if (again && isNew) errorsInto(view, again, alerts);
  } else if (hasSign(view.form)) then = Math.max(then, Outcome.rule);
  else if (was == Outcome.pending && (!isLed || (!again && wrongsSaid().map(hash).some(isFresh)))) then = Outcome.pending;
  else if (then == Outcome.request && was != then && !document.referrer.startsWith(location.origin)) then = Outcome.pending;
  else if (then == Outcome.navigated && again && again.view.page == view.page) {
    // A search comes back with what was asked; any other form that comes back filled without a word of success, or
    // from another origin, is unsure.
    const isSearch = !/post/i.test(attr(again.root, "method")) && location.search;
    if (was == then || (!cameBackEmpty(again, view) && !praise[0] && !isSearch)) then = Outcome.pending;
  } else if (was == Outcome.navigated && !isLed) then = Outcome.pending;
  if (then != was) send(view, then, at);
  else if (again && isLed && was == Outcome.pending) lookAgain(view, again, at, alerts + alertsOf(again, false, true), now());
};

/** What went wrong may be drawn a while after the form is there again, but is none of what the person does in it next. */
const lookAgain = (view: View, form: FormState, at: number, stood: string, since: number): void => {
  if (form.touched[0] || now() - since > DRAWN_MS || visit.leaving) return;
  if (alertsOf(form, false, true).every((alert) => stood.includes(alert))) later(() => lookAgain(view, form, at, stood, since), LOOK_EVERY_MS);
  else {
    errorsInto(view, form, stood);
    send(view, Outcome.failed, at);
  }
};

/** Judges once the page is there; where the form is there again, what is wrong with it may be drawn a little later. */
export const arrive = (waited?: boolean): void => {
  scan(null);
  if (document.readyState == "loading" || (forms[0] && !waited)) later(() => arrive(true), 300);
  else judgeArrival();
};
