/* What became of an attempt on this page (METRICS, "A view's life"). Evidence or nothing: unsure stays pending. */
import { person } from "../form/doing";
import { now } from "../clock";
import { parentOf } from "../dom";
import { remember } from "../form/echo";
import { layerOf } from "../form/toasts";
import { scan } from "../find";
import { later } from "../guard";
import { At, type FieldState, type FormState, forms, Outcome } from "../model";
import { INSIDE } from "../place";
import { sendIn } from "../send";
import { isEmpty } from "../value";
import { answerTo, isRefusedAfter, Said } from "./answers";
import { addError, addErrorsAbout, checkErrors, cleanMessage } from "./errors";
import { buttonsNow, cameUp, gaveWayToError, hintsOf, standingIn } from "./beside";
import { alertsOf, wordsAround } from "./messages";
import { checkRules, lookAtRules } from "./rules";
import { settle } from "./settle";
import { isEmptied } from "./taken";
import { closes, fieldsOf, late, sentTo, type Trial, trials } from "./trial";

const WATCH_MS = 30_000;
const STALE_MS = 3_000;
/** A form that is gone may come back: a page that waits for an answer hides it, too. */
const SURE_MS = 1_000;
/** A server that is busy or down may be asked again by the page itself. */
const AGAIN_MS = 1_500;
const LOOK_EVERY_MS = 250;
/** A page reads an answer before it says what was in it. */
const SOON_MS = 500;

/** The fields that could be seen; heard of late, the page may have gone on to its next step. */
export const fieldsThen = (form: FormState): FieldState[] => (!INSIDE && late.is ? [...form.touched] : fieldsOf(form));

/** Fingerprints of what stood there. */
export const alertsThen = (form: FormState): string => ((!INSIDE && late.is && hintsOf(form)) || [...alertsOf(form), ...standingIn(form)]).join();

/** An attempt was made just now; what the page makes of it shows later. */
export const attempted = (form: FormState): void => {
  const { root, submit } = form;
  if (!INSIDE && submit && closes((submit as SubmitEvent).submitter, root)) return takeBack(form);
  const { ownerDocument: home } = root;
  form.alerts = alertsThen(form);
  for (const { controls } of form.fields) remember(controls);
  if (!late.is) checkErrors(form); // those that the page clears as it takes the form stood there, too
  const before = trials.get(form);
  trials.set(form, {
    firstAt: before?.firstAt || form.attemptAt,
    stoodFirst: before?.stoodFirst ?? form.alerts,
    fieldsThen: fieldsThen(form),
    standsIn: INSIDE || home == document ? null : home.defaultView?.frameElement,
    place: parentOf(root),
    saidThen: INSIDE ? [] : wordsAround(form),
    seenButtons: buttonsNow(),
    wentTo: history.length,
  });
  lookAtRules();
  later(() => watch(form, form.view.attempts));
};

/** The password alone was emptied, and the page puts the person back into it: try again. */
const isAskedAgain = ({ fields, touched }: FormState): boolean => {
  const on = (document.activeElement || undefined) as Element;
  const again = fields.find(({ secret, controls }) => secret && controls.includes(on));
  return !!again && !!again.did[At.end] && isEmpty(again.controls) && touched.some(({ secret, controls }) => !secret && !isEmpty(controls));
};

/** The next step of the same form came up in place of the one that was left: nothing was sent yet. */
const isStep = (form: FormState, { fieldsThen }: Trial): boolean => {
  const fields = fieldsOf(form);
  return !!fields[0] && !!fieldsThen[0] && !fields.some((field) => fieldsThen.includes(field));
};

/** `last`: there will be no other look. */
export const judge = (form: FormState, last?: boolean): void => {
  const trial = trials.get(form);
  const isPending = form.outcome == Outcome.pending;
  if (!trial || !(isPending || form.outcome == Outcome.request)) return;
  const said = answerTo(form, trial);
  if (!isPending) {
    // Taken back while nobody has done anything since: what answered well was not the answer to the form.
    if (Math.max(person.keyAt, person.pressAt) > form.attemptAt + SURE_MS) return;
    if (said & Said.no || freshErrors(form, said, trial)) settleFailed(form, true);
    return;
  }
  if (!fieldsOf(form).some((field) => trial.fieldsThen.includes(field))) scan(null);
  const isThere = !!fieldsOf(form)[0] || forms.some((other) => other != form && other.is.key == form.is.key && fieldsOf(other)[0]);
  if (freshErrors(form, said, trial) && (isThere || said != Said.yes)) {
    checkErrors(form);
    settleFailed(form);
  } else if (said == Said.no || (said == Said.both && isThere)) {
    if (INSIDE || last || !trial.badAt || now() - trial.badAt > AGAIN_MS) settleFailed(form);
  } else if (!INSIDE && isThere && said && (isAskedAgain(form) || (!isEmptied(form, trial) && isRefusedAfter(form, trial) && newWords(form)))) settleFailed(form);
  else if (!INSIDE && isThere && said && !form.submit && trial.fieldsThen.every(({ did }) => !did[At.end])) takeBack(form); // to send a code again
  else if (isStep(form, trial)) takeBack(form);
  else if (said != Said.yes || (trial.wentOn && answerTo(form, trial, true) != said) || (isThere && !isEmptied(form, trial))) trial.goneAt = 0;
  else {
    trial.goneAt ||= now();
    if (!last && now() - trial.goneAt < SURE_MS) return;
    if (!isThere && gaveWayToError(form, trial)) return settleFailed(form);
    if (freshErrors(form, said, trial)) return;
    settle(form, !INSIDE && trial.standsIn && sentTo(form, trial) ? Outcome.navigated : Outcome.request);
  }
};

/** What has come up to be read since the attempt. */
const newWords = (form: FormState): string | undefined => {
  const said = trials.get(form)?.saidThen;
  return said && wordsAround(form).find((words) => !said.includes(words));
};

/** With what the page says about it: where nothing marks it as an error, what came up as it was refused, at once or soon. */
const settleFailed = (form: FormState, force?: boolean): void => {
  const trial = trials.get(form);
  const isSaid = INSIDE || addErrorsAbout((form.view.errors ||= []), form, trial?.stoodFirst || "");
  settle(form, Outcome.failed, force);
  if (!INSIDE && !isSaid && trial && (answerTo(form, trial) & Said.no || isRefusedAfter(form, trial))) addNewWords(form, trial);
};

const addNewWords = (form: FormState, trial: Trial, again?: boolean): void => {
  const { view, fields, outcome } = form;
  if (trials.get(form) != trial || outcome != Outcome.failed || fields.some(({ showing, shownAt }) => showing && shownAt == view.attempts)) return;
  const words = newWords(form);
  if (words) {
    addError((view.errors ||= []), cleanMessage(form, words));
    form.dirty = true;
    sendIn();
  } else if (!again) later(() => addNewWords(form, trial, true), SOON_MS);
};

/** Errors from before the attempt speak against it only when it came to nothing; none does while the browser itself
    sends the form. */
const freshErrors = (form: FormState, said: Said, trial: Trial): boolean => {
  const isSent = sentTo(form, trial);
  if (isSent && !trial.standsIn) return false;
  const isStale = said != Said.yes && !isSent && now() - form.attemptAt > STALE_MS;
  return alertsOf(form, isStale).some((alert) => isStale || !form.alerts.includes(alert));
};

/** It was none. */
const takeBack = (form: FormState): void => {
  form.view.attempts--;
  form.outcome = form.view.failed ? Outcome.failed : Outcome.none;
  form.attemptAt = 0;
  form.dirty = true;
  sendIn();
};

const watch = (form: FormState, attempts: number): void => {
  checkRules();
  judge(form);
  if (form.outcome > Outcome.request || form.outcome == Outcome.failed || form.view.attempts != attempts) return;
  const passed = now() - form.attemptAt;
  if (passed < WATCH_MS) later(() => watch(form, attempts), LOOK_EVERY_MS + passed / 10);
  else sendIn();
};

/** The person goes on working in a form that they had submitted: it was not taken, unless something was answered well. */
export const edited = (form: FormState): void => {
  judge(form);
  const trial = trials.get(form);
  if (form.outcome == Outcome.pending && trial && answerTo(form, trial) != Said.yes) settleFailed(form);
};

/** The person presses something else, or goes back: what becomes of the form from now on is their doing, but for what
    an answer on its way to the attempt makes of it. Not so on a button by which the page asks something before it sends,
    or in a layer that it has laid over itself for the attempt: a word of thanks, a bank's question. */
export const wentOn = (but?: FormState, button: Element | null = null): void => {
  for (const form of forms) {
    const trial = form != but && form.outcome == Outcome.pending && trials.get(form);
    if (!trial || (cameUp(button, trial) && (!answerTo(form, trial) || (!INSIDE && layerOf(button))))) continue;
    judge(form, true);
    trial.wentOn ||= now();
  }
};

/** A page that goes to a hash of its own tells the same as a person who goes back does; but there is one page more. */
export const wentBack = (): void => wentOn(forms.find((form) => history.length > (trials.get(form)?.wentTo || 99)));

/** The page, not the person, empties a form: they would press a button for it. */
export const emptied = ({ target }: Event): void => {
  for (const form of forms) {
    const trial = form.root == target && trials.get(form);
    if (trial) trial.wasReset = true;
  }
};
