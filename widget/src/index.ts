/* Starts Balk on a page: once, when the page is really shown, and only with the consent that it needs. */
import { verbs } from "./api";
import { rememberLeaving } from "./attempt";
import { startCapture } from "./capture";
import { awake, turn } from "./clock";
import { attr } from "./dom";
import { startWatching } from "./find";
import { guard, later, listen } from "./guard";
import { emit } from "./listeners";
import { forms, Outcome } from "./model";
import { bring, site } from "./modules";
import { put, sendLast, startSending, stopSending } from "./send";
import { isSuccess, lookAtEnds, snapshot, Step, step } from "./view";
import { forget, startVisit, visit } from "./visit";
import type { SiteSettings } from "./wire";

declare const BALK_SETTINGS: SiteSettings;

type Call = [verb: string, ...given: never[]];
type Balk = { (...call: Call): void; q?: ArrayLike<unknown>[]; started?: boolean };
const host = window as unknown as { balk?: Balk };

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

const start = (): void => {
  const url = new URL("/c/" + settings.key, site.source).href;
  turn();
  setInterval(awake, 10_000);
  startSending(url, collect);
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
  if (visit.leaving) bring("follow");
  if (attr(site.script, "data-frames")) bring("frames");
  if (document.readyState == "loading") listen(document, "DOMContentLoaded", startWatching);
  else later(startWatching);
};

/** Nothing is stored and nothing is sent with Global Privacy Control, nor before a consent that the page requires. */
const begin = guard(() => {
  if (!script || host.balk?.started) return;
  site.settings = settings;
  site.source = script.src;
  site.script = script;
  if (script.hasAttribute("data-debug")) bring("debug");
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return;
  const storage = attr(script, "data-storage");
  const waiting = host.balk?.q || [];
  let running: boolean;

  const consent = (given: unknown): void => {
    if (!given) {
      stopSending();
      forget();
    } else if (!running) {
      running = true;
      startVisit(settings, storage);
      start();
    }
  };
  const balk: Balk = guard((verb: string, ...given: never[]) => {
    if (verb == "consent") consent(given[0]);
    else if (running) {
      const act = (): void => verbs[verb]?.(...given);
      if (verbs[verb]) act();
      else bring("follow", act);
    }
  });
  balk.started = true;
  host.balk = balk;
  if (attr(script, "data-consent") != "required") consent(true);
  for (const call of waiting) balk(...(Array.from(call) as Call));
});

// A page that is rendered ahead may never be shown.
if ((document as { prerendering?: boolean }).prerendering) listen(document, "prerenderingchange", begin);
else begin();
