/* Starts Balk on a page: once, when the page is really shown, and only with the consent that it needs. */
import { verbs } from "./api";
import { watchRoot } from "./capture";
import { awake, turn } from "./clock";
import { attr } from "./dom";
import { startWatching } from "./find";
import { guard, later, listen } from "./guard";
import { Step } from "./form/view";
import { bring, hooks, site } from "./modules";
import { resume, sendLast, startSending, stopSending } from "./send";
import { recall, startVisit, visit } from "./visit";
import type { SiteSettings } from "./wire";

declare const BALK_SETTINGS: SiteSettings;

type Call = [verb: string, ...given: never[]];
type Balk = { (...call: Call): void; q?: ArrayLike<unknown>[]; started?: boolean };
const host = window as unknown as { balk?: Balk };

const settings = BALK_SETTINGS;
/** Known only while this script runs, and not in a module. */
const script = (document.currentScript || document.querySelector(`[src*="/s/${settings.key}.js"]`)) as HTMLScriptElement | null;

const start = (): void => {
  turn();
  setInterval(awake, 10_000);
  startSending(site.source + "/c/" + settings.key);
  // A page that goes is hidden, too: a little later, as a rule.
  let gone: unknown;
  listen(document, "visibilitychange", () => {
    turn();
    if (!gone) hooks.turns?.(document.hidden ? Step.hidden : Step.shown);
    if (document.hidden) sendLast();
  });
  listen(window, "pagehide", () => {
    hooks.goes?.();
    if (!gone && !document.hidden) hooks.turns?.(Step.hidden);
    sendLast();
    gone = 1;
  });
  // Back from the back-forward cache.
  listen<PageTransitionEvent>(window, "pageshow", ({ persisted }) => {
    gone = 0;
    if (!persisted) return;
    recall(true);
    visit.leaving = undefined;
  });
  watchRoot(document);
  // Storage takes a page's time: not before it has some, and later still where nothing says that a page came before this
  // one. Who leaves a page of thanks at once is to be heard of all the same.
  const look = guard(() => {
    resume();
    if (visit.leaving) bring("follow");
  });
  const isFirst = !document.referrer && !performance.navigation?.type;
  if (isFirst || !window.requestIdleCallback) later(look, 1_000); // Safari has none
  else requestIdleCallback(look, { timeout: 1_000 });
  if (attr(site.script, "data-frames")) bring("frames");
  if (document.readyState == "loading") listen(document, "DOMContentLoaded", startWatching);
  else later(startWatching);
};

const begin = guard(() => {
  const waiting = host.balk?.q || [];
  const told = (by: Balk): void => {
    host.balk = by;
    for (const call of waiting) by(...(Array.from(call) as Call));
  };
  // What records in a page around this one looks into its frames, and speaks for them.
  let outer: Balk | undefined;
  try {
    outer = (parent as unknown as typeof host).balk;
  } catch {
    // of another origin
  }
  if (outer?.started) return told(outer);
  if (!script || host.balk?.started) return;
  site.settings = settings;
  site.source = script.src.split("/s/")[0] as string; // not by URL, whose first use takes a millisecond
  site.script = script;
  if (script.hasAttribute("data-debug")) bring("debug");
  let running: boolean;

  /** Nothing is stored and nothing is sent with Global Privacy Control, nor before a consent that the page requires. */
  const consent = (given: unknown): void => {
    if (given && running) return;
    startVisit(settings, attr(script, "data-storage"));
    if (!given || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return stopSending();
    running = true;
    start();
  };
  const balk: Balk = guard((verb: string, ...given: never[]) => {
    const act = (): void => verbs[verb]?.(...given);
    if (verb == "consent") consent(given[0]);
    else if (running) verbs[verb] ? act() : bring("follow", act);
  });
  balk.started = true;
  if (attr(script, "data-consent") != "required") consent(true);
  told(balk);
});

// A page that is rendered ahead may never be shown.
if ((document as { prerendering?: boolean }).prerendering) listen(document, "prerenderingchange", begin);
else begin();
