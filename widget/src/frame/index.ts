/* For the inside of a foreign frame: capture's own code, which tells the page around it instead of a server. It says
   that it is there, to the one origin that `data-page` names, and does nothing more until that page says that it
   listens. Nothing is stored, nothing is sent, and no value is in what it says. */
import { watchRoot } from "../capture";
import { awake, turn } from "../clock";
import { attr } from "../dom";
import { scan, startWatching } from "../find";
import { watchRequests } from "../follow/answers";
import { lookAtForms, startHearing } from "../follow/hearing";
import { describe } from "../fields";
import { startDoing } from "../form/doing";
import { sees } from "../form/view";
import { guard, later, listen } from "../guard";
import { startVisit } from "../visit";
import type { SiteSettings } from "../wire";
import { hooks } from "./modules";
import { type Report, send, sendIn, sendLast, startPosting } from "./send";

const LAST_CALL_MS = 60_000;

const script = document.currentScript as HTMLScriptElement | null; // gone as soon as this script has run
const host = window as unknown as { balkInside?: boolean };

const judgeHere = (): void => {
  hooks.describe = describe;
  hooks.sees = sees;
  startDoing();
  hooks.changed = () => {
    lookAtForms();
    sendIn();
  };
  watchRequests("");
  startHearing();
};

const look = (): void => {
  startWatching();
  scan();
  sendIn();
};

const start = (post: (report: Report) => void): void => {
  startVisit({ key: "", holdout: 0 } as SiteSettings, "none"); // it asks for no other settings
  startPosting(post);
  turn();
  setInterval(awake, 10_000);
  judgeHere();
  watchRoot(document);
  listen(document, "focusout", sendIn);
  listen(document, "visibilitychange", () => {
    turn();
    if (document.hidden) sendLast();
    else send();
  });
  listen(window, "pagehide", sendLast);
  if (document.readyState == "loading") listen(document, "DOMContentLoaded", look);
  else look();
};

/** Each way only between this frame and a page of the origin that it names. */
const begin = guard(() => {
  if (!script || host.balkInside || parent == window || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) return;
  const page = new URL(attr(script, "data-page")).origin;
  const { ancestorOrigins } = location; // not every browser tells
  if (page == "null" || (ancestorOrigins && ancestorOrigins[0] != page)) return;
  host.balkInside = true;
  let started: boolean;
  const post = (report: Report): void => parent.postMessage(report, page);
  const call = (): void => {
    if (!started) post({ balk: 1 });
  };
  const callAgain = (wait: number): void => {
    call();
    if (!started && wait < LAST_CALL_MS) later(() => callAgain(wait * 2), wait);
  };
  listen<MessageEvent>(window, "message", (event) => {
    const { origin, data } = event;
    // `source` in quotes: model.ts has a property of that name, which build.mjs shortens.
    if (started || event["source"] != parent || origin != page || data?.balk !== 1) return;
    started = true;
    start(post);
  });
  listen(document, "focusin", call);
  callAgain(250);
});

begin();
