/* Answers to the requests that a page makes, as the browser tells them (Resource Timing); where it tells no status at
   all, as in Safari, as requests.ts hears them. An answer without a status (of another origin, without CORS) is no
   evidence. */
import { timeOrigin } from "../clock";
import { all, attr } from "../dom";
import { guard } from "../guard";
import type { FormState } from "../model";
import { hearRequests } from "./requests";
import { INSIDE } from "../place";
import type { Trial } from "./trial";

/** What was said to the requests since an attempt. */
export const enum Said {
  nothing,
  no,
  yes,
  both,
}

const ONCE_MS = 1_000;

let answers: PerformanceResourceTiming[] = [];

let observer: PerformanceObserver | undefined;
let unheard: string;

const isAsked = ({ initiatorType, name }: PerformanceResourceTiming): boolean => /^(fetch|xml)/.test(initiatorType) && name != unheard;

const hear = (entries: PerformanceEntryList = []): void => {
  answers = [...answers, ...(entries as PerformanceResourceTiming[]).filter(isAsked)].slice(-60);
};

export const watchRequests = (ours: string): void => {
  unheard = ours;
  if (!("responseStatus" in PerformanceResourceTiming.prototype)) return hearRequests((answer) => hear([answer]));
  observer = new PerformanceObserver(guard((list: PerformanceObserverEntryList) => hear(list.getEntries())));
  observer.observe({ type: "resource", buffered: true });
};

const startOf = (entry: PerformanceEntry): number => entry.startTime + timeOrigin;
const placeOf = ({ name }: PerformanceEntry): string => name.replace(/[?#].*/, "");
/** Not asked for after the person went elsewhere; `under`: it was under way as they did. */
const isOfAttempt = (form: FormState, { wentOn = Infinity }: Trial, start: number, end: number, under?: boolean): boolean =>
  start >= form.attemptAt - 50 && start <= wentOn && !(under && end < wentOn);
const isGood = ({ responseStatus: status }: PerformanceResourceTiming): boolean => status >= 200 && status < 300;

/** What a frame of the page's own was answered since the attempt, which the page around it is not told: where it is what
    the form was sent into, its page; where the form stands in it, its requests, too. */
const framed = (form: FormState, trial: Trial, under?: boolean): PerformanceResourceTiming[] => {
  if (INSIDE) return [];
  const { standsIn } = trial;
  const target = attr(form.root, "target");
  const frame = standsIn || (target && all(document, "iframe").find((one) => attr(one, "name") == target));
  try {
    const inside = frame && (frame as HTMLIFrameElement).contentWindow?.performance;
    if (!inside) return [];
    const [page] = inside.getEntriesByType("navigation");
    const since = ({ startTime, responseEnd }: PerformanceResourceTiming): boolean => isOfAttempt(form, trial, startTime + inside.timeOrigin, responseEnd + inside.timeOrigin, under);
    const asked = standsIn ? (inside.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(isAsked) : [];
    return [page as PerformanceResourceTiming, ...asked].filter((entry) => entry && since(entry));
  } catch {
    return []; // of another origin
  }
};

/** Those that may answer this attempt: to the page's own origin or the form's address, if there were any, as other
    origins' counting scripts go their own ways; and to places that were not asked before the first attempt, if there
    were any, as what is asked all the time is no answer to a form. */
const answersTo = (form: FormState, trial: Trial, under?: boolean): PerformanceResourceTiming[] => {
  const action = attr(form.root, "action");
  const origins = [location.origin, action && new URL(action, document.baseURI).origin];
  const asked = new Set(answers.filter((entry) => startOf(entry) < trial.firstAt - 50).map(placeOf));
  const since = answers.filter((entry) => isOfAttempt(form, trial, startOf(entry), entry.responseEnd + timeOrigin, under));
  const own = since.filter((entry) => origins.includes(new URL(entry.name).origin));
  const some = own[0] ? own : since.filter((entry) => entry.responseStatus);
  const fresh = some.filter((entry) => !asked.has(placeOf(entry)));
  return [...(fresh[0] ? fresh : some), ...framed(form, trial, under)];
};

/** A bad answer is made good by a better one from the same place. A request of the page's own that got none failed. */
const said = (every: PerformanceResourceTiming[]): [Said, bad: PerformanceResourceTiming[]] => {
  const good = every.filter(isGood);
  const bad = every.filter(
    (entry) =>
      (entry.responseStatus >= 400 || (entry.responseStatus === 0 && !entry.responseStart)) &&
      !good.some((later) => placeOf(later) == placeOf(entry) && later.startTime > entry.startTime),
  );
  return [(good[0] ? Said.yes : 0) + (bad[0] ? Said.no : 0), bad];
};

/** `under`: only to what was under way as the person went elsewhere. */
export const answerTo = (form: FormState, trial: Trial, under?: boolean): Said => {
  hear(observer?.takeRecords()); // what the page acts on at once has not been told yet
  const [heard, bad] = said(answersTo(form, trial, under));
  // No answer, too many requests, or a server's own mistake.
  const isPassing = ({ responseStatus }: PerformanceResourceTiming): boolean => !responseStatus || responseStatus > 428;
  if (!INSIDE) trial.badAt = bad[0] && bad.every(isPassing) ? Math.max(...bad.map(({ responseEnd }) => responseEnd + timeOrigin)) : 0;
  return heard;
};

/** Something that was asked once the page had a good answer, and of whatever origin, was refused. */
export const isRefusedAfter = (form: FormState, trial: Trial): boolean => {
  const since = answers.filter((entry) => isOfAttempt(form, trial, startOf(entry), Infinity));
  const good = since.find(isGood);
  return !!good && since.some(({ responseStatus, startTime }) => responseStatus >= 400 && startTime > good.responseEnd);
};

/** What the page's own origin says to what is asked at once after something was done. */
export const answerAfter = (at: number): Said => {
  hear(observer?.takeRecords());
  const since = (entry: PerformanceEntry): number => startOf(entry) - at;
  return said(answers.filter((entry) => new URL(entry.name).origin == location.origin && since(entry) > -50 && since(entry) < ONCE_MS))[0];
};
