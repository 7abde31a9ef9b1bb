/* Answers to the requests that a page makes, as the browser tells them (Resource Timing); where it tells no status at
   all, as in Safari, as requests.ts hears them. An answer without a status (of another origin, without CORS) is no
   evidence. */
import { timeOrigin } from "../clock";
import { all, attr } from "../dom";
import { guard } from "../guard";
import type { FormState } from "../model";
import { hearRequests } from "./requests";

/** What was said to the requests since an attempt. */
export const enum Said {
  nothing,
  no,
  yes,
  both,
}

let answers: PerformanceResourceTiming[] = [];

let observer: PerformanceObserver | undefined;
let unheard: string;

const hear = (entries: PerformanceEntryList = []): void => {
  for (const entry of entries as PerformanceResourceTiming[]) {
    if (/^(fetch|xml)/.test(entry.initiatorType) && entry.name != unheard) answers.push(entry);
  }
  answers = answers.slice(-60);
};

export const watchRequests = (ours: string): void => {
  unheard = ours;
  if (!("responseStatus" in PerformanceResourceTiming.prototype)) return hearRequests((answer) => hear([answer]));
  observer = new PerformanceObserver(guard((list: PerformanceObserverEntryList) => hear(list.getEntries())));
  observer.observe({ type: "resource", buffered: true });
};

const startOf = (entry: PerformanceEntry): number => entry.startTime + timeOrigin;
const placeOf = ({ name }: PerformanceEntry): string => name.replace(/[?#].*/, "");
const isGood = ({ responseStatus: status }: PerformanceResourceTiming): boolean => status >= 200 && status < 300;

/** The answer to a form that was sent into a frame of the page's own. */
const framed = (form: FormState): PerformanceResourceTiming[] => {
  const target = attr(form.root, "target");
  const frame = target && (all(document, "iframe").find((one) => attr(one, "name") == target) as HTMLIFrameElement | undefined);
  try {
    const inside = frame && frame.contentWindow?.performance;
    if (!inside || inside.timeOrigin < form.attemptAt - 50) return [];
    return inside.getEntriesByType("navigation") as PerformanceResourceTiming[];
  } catch {
    return []; // of another origin
  }
};

/** Those that may answer this attempt: to the page's own origin or the form's address, if there were any, as other
    origins' counting scripts go their own ways; and to places that were not asked before the first attempt, if there
    were any, as what is asked all the time is no answer to a form. */
const answersTo = (form: FormState, firstAt: number): PerformanceResourceTiming[] => {
  const action = attr(form.root, "action");
  const origins = [location.origin, action && new URL(action, document.baseURI).origin];
  const asked = new Set(answers.filter((entry) => startOf(entry) < firstAt - 50).map(placeOf));
  const since = answers.filter((entry) => startOf(entry) >= form.attemptAt - 50);
  const own = since.filter((entry) => origins.includes(new URL(entry.name).origin));
  const some = own[0] ? own : since.filter((entry) => entry.responseStatus);
  const fresh = some.filter((entry) => !asked.has(placeOf(entry)));
  return [...(fresh[0] ? fresh : some), ...framed(form)];
};

/** A bad answer is made good by a better one from the same place. A request of the page's own that got none failed. */
export const answerTo = (form: FormState, firstAt: number): Said => {
  hear(observer?.takeRecords()); // what the page acts on at once has not been told yet
  const every = answersTo(form, firstAt);
  const good = every.filter(isGood);
  const isBad = (entry: PerformanceResourceTiming): boolean =>
    (entry.responseStatus >= 400 || (entry.responseStatus === 0 && !entry.responseStart)) &&
    !good.some((later) => placeOf(later) == placeOf(entry) && later.startTime > entry.startTime);
  return (good[0] ? Said.yes : 0) + (every.some(isBad) ? Said.no : 0);
};
