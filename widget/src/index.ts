/* Starts Balk on a page: once, when the page is really shown, and only with the consent that it needs. */
import { startAsking } from "./asking";
import { verbs, watchMoments } from "./api";
import { person, startCapture, startWatching } from "./capture";
import { awake, startClock } from "./clock";
import { debugging, guard, later, listen } from "./guard";
import { emit } from "./listeners";
import { forms, latest } from "./model";
import { judgeArrival, rememberLeaving, watchRequests } from "./outcome";
import { put, sendIn, sendLast, startSending, stopSending } from "./send";
import { forget, keep, startVisit, visit } from "./visit";
import { focus, isSuccess, lookAtEnds, snapshot, step } from "./view";
import type { AskHost, Spot } from "./asking_host";
import type { SiteSettings } from "./wire";

declare const BALK_SETTINGS: SiteSettings;

type Call = [verb: string, ...given: never[]];
type Balk = { (...call: Call): void; q?: ArrayLike<unknown>[]; started?: boolean };
const page = window as unknown as { balk?: Balk };

const script = document.currentScript as HTMLScriptElement | null; // gone as soon as this script has run
const settings = BALK_SETTINGS;

const collect = (): void => {
  for (const form of forms) {
    if (!form.dirty || !form.seenAt) continue;
    form.dirty = false;
    lookAtEnds(form);
    put("forms", [form.is.key, form.is.version, form.fields.length].join(), form.is);
    put("views", form.view.id, snapshot(form));
  }
};

const spot = (): Spot | null => {
  const form = latest();
  if (!form) return null;
  const field = form.touched[form.view.last];
  const focused = !!field && field == focus.on;
  return {
    view: form.view.id,
    form: form.is.key,
    field: field ? field.is.key : null,
    label: field ? (field.is.label as string) : null,
    element: field?.controls[0] || null,
    focused,
    hesitated: focused && !field.changed ? awake() - field.focusedAt : 0,
  };
};

const askHost = (source: string): AskHost => ({
  settings,
  script: source,
  holdout: !!visit.head.holdout,
  completed: () => visit.done.length > 0,
  spot,
  lastInput: () => Math.max(person.keyAt, person.inputAt),
  firstTime: (name) => {
    if (visit.once.includes(name)) return false;
    visit.once.push(name);
    keep();
    return true;
  },
  happened: (where, what) => {
    const form = forms.find((one) => one.view.id == where?.view);
    if (!form) return;
    form.view[what == "asked" ? "shown" : what]++;
    step(form, what, form.touched[form.view.last]?.index);
    sendIn(0);
  },
  answer: (answer) => {
    put("answers", answer.id, answer);
    sendIn(0);
  },
  emit,
  guard,
});

const leaving = (): void => {
  for (const { touched, view } of forms) {
    if (touched[0] && (!view.outcome || view.outcome == "failed")) emit("abandon", { form: view.form });
  }
  rememberLeaving();
  sendLast();
};

let asking: Record<string, (...given: never[]) => void> = {};

const start = (source: string): void => {
  const url = String(new URL("/c/" + settings.key, source));
  startClock();
  startSending(url, collect);
  watchRequests(url);
  listen(document, "visibilitychange", () => {
    for (const form of forms) {
      if (form.touched[0] && !isSuccess(form.view.outcome)) step(form, document.hidden ? "hidden" : "shown");
    }
    if (document.hidden) sendLast();
  });
  listen(window, "pagehide", leaving);
  // The page comes back from the back-forward cache: above what the next page may have sent of its views.
  listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => {
    if (persisted) for (const { view } of forms) view.seq += 20;
  });
  watchMoments();
  startCapture();
  const ready = guard(() => {
    startWatching();
    later(judgeArrival, 500);
  });
  if (document.readyState == "loading") listen(document, "DOMContentLoaded", ready);
  else ready();
  asking = verbs(startAsking(askHost(source)));
};

/** Nothing is stored and nothing is sent with Global Privacy Control, nor before a consent that the page requires. */
const begin = (): void => {
  if (!script || page.balk?.started || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return;
  const source = script.src;
  const storage = script.getAttribute("data-storage") || "session";
  debugging.on = script.hasAttribute("data-debug");
  const waiting = page.balk?.q || [];
  let running = false;

  const consent = (given: unknown): void => {
    if (given && !running) {
      running = true;
      startVisit(settings, storage);
      start(source);
    } else if (!given) {
      stopSending();
      forget();
    }
  };
  const balk: Balk = guard((verb: string, ...given: never[]) => {
    if (verb == "consent") consent(given[0]);
    else if (running) asking[verb]?.(...given);
  });
  balk.started = true;
  page.balk = balk;
  if (script.getAttribute("data-consent") != "required") consent(true);
  for (const call of waiting) balk(...(Array.prototype.slice.call(call) as Call));
};

// A page that is rendered ahead may never be shown.
if ((document as { prerendering?: boolean }).prerendering) listen(document, "prerenderingchange", begin);
else guard(begin)();
