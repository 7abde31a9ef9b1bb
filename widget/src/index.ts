/* Starts Balk on a page: once, when the page is really shown, and only with the consent that it needs. */
import { startAsking } from "./asking";
import { verbs, watchMoments } from "./api";
import { person, startCapture, startWatching } from "./capture";
import { awake, isHidden, startClock } from "./clock";
import { definition } from "./fields";
import { debugging, guard, later, listen } from "./guard";
import { emit } from "./listeners";
import { forms } from "./model";
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
    put("forms", [form.key, form.version, form.fields.length].join("\n"), definition(form));
    put("views", form.id, snapshot(form));
  }
};

const spot = (): Spot | null => {
  const form = focus.on && focus.on.index >= 0 ? focus.on.form : [...forms].filter((one) => one.seenAt).sort((a, b) => b.lastAt - a.lastAt)[0];
  if (!form) return null;
  const field = form.touched[form.last];
  const focused = !!field && field == focus.on;
  return {
    view: form.id,
    form: form.key,
    field: field ? field.key : null,
    label: field ? field.label : null,
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
    const form = forms.find((one) => one.id == where?.view);
    if (!form) return;
    form[what]++;
    step(form, what, form.last < 0 ? undefined : form.last);
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
  for (const form of forms) {
    if (form.touched.length && (!form.outcome || form.outcome == "failed")) emit("abandon", { form: form.key });
  }
  rememberLeaving();
  sendLast();
};

let asking: Record<string, (...given: never[]) => void> = {};

const start = (source: string): void => {
  startClock();
  startSending(String(new URL("/c/" + settings.key, source)), collect);
  watchRequests(String(new URL("/c/" + settings.key, source)));
  listen(document, "visibilitychange", () => {
    for (const form of forms) if (form.touched.length && !isSuccess(form.outcome)) step(form, isHidden() ? "hidden" : "shown");
    if (isHidden()) sendLast();
  });
  listen(window, "pagehide", leaving);
  watchMoments();
  startCapture();
  const ready = guard(() => {
    startWatching();
    later(judgeArrival, 500);
    sendIn(20_000);
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
