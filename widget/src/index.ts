/* Starts Balk on a page: once, when the page is really shown, and only with the consent that it needs. */
import { verbs } from "./api";
import { startAsking } from "./asking";
import { startCapture } from "./capture";
import { awake, turn } from "./clock";
import { attr } from "./dom";
import { startWatching } from "./find";
import { debugging, guard, later, listen } from "./guard";
import { emit } from "./listeners";
import { forms, Outcome } from "./model";
import { judgeArrival, rememberLeaving, watchRequests } from "./outcome";
import { put, sendLast, startSending, stopSending } from "./send";
import { isSuccess, lookAtEnds, snapshot, Step, step } from "./view";
import { forget, startVisit } from "./visit";
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

const leaving = (): void => {
  for (const { touched, view, outcome } of forms) {
    if (touched[0] && (!outcome || outcome == Outcome.failed)) emit("abandon", { form: view.form });
  }
  rememberLeaving();
  sendLast();
};

const start = (source: string): void => {
  const url = new URL("/c/" + settings.key, source).href;
  turn();
  setInterval(awake, 10_000);
  startSending(url, collect);
  watchRequests(url);
  listen(document, "visibilitychange", () => {
    turn();
    for (const form of forms) if (form.touched[0] && !isSuccess(form)) step(form, document.hidden ? Step.hidden : Step.shown);
    if (document.hidden) sendLast();
  });
  listen(window, "pagehide", leaving);
  // The page comes back from the back-forward cache: above what the next page may have sent of its views.
  listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => {
    if (persisted) for (const { view } of forms) view.seq += 20;
  });
  startCapture();
  verbs.ask = startAsking(settings, source);
  const ready = (): void => {
    startWatching();
    later(judgeArrival, 500);
  };
  if (document.readyState == "loading") listen(document, "DOMContentLoaded", ready);
  else later(ready);
};

/** Nothing is stored and nothing is sent with Global Privacy Control, nor before a consent that the page requires. */
const begin = guard(() => {
  if (!script || page.balk?.started || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return;
  const source = script.src;
  const storage = attr(script, "data-storage");
  debugging.on = script.hasAttribute("data-debug");
  const waiting = page.balk?.q || [];
  let running: boolean;

  const consent = (given: unknown): void => {
    if (!given) {
      stopSending();
      forget();
    } else if (!running) {
      running = true;
      startVisit(settings, storage);
      start(source);
    }
  };
  const balk: Balk = guard((verb: string, ...given: never[]) => {
    if (verb == "consent") consent(given[0]);
    else if (running) verbs[verb]?.(...given);
  });
  balk.started = true;
  page.balk = balk;
  if (attr(script, "data-consent") != "required") consent(true);
  for (const call of waiting) balk(...(Array.from(call) as Call));
});

// A page that is rendered ahead may never be shown.
if ((document as { prerendering?: boolean }).prerendering) listen(document, "prerenderingchange", begin);
else begin();
