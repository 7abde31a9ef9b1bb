/* What was sent last, and what the server said to it. */
import { now } from "../clock";
import { debugging } from "../guard";
import { put } from "../send";
import { outbox } from "../visit";
import type { Batch } from "../wire";
import { many } from "./words";

const PROBE = "balk-debug";
let what = "";
let at = 0;
let status = -1;
let mistake = "";

const partsOf = (body: string): string => {
  const { forms = [], views = [], answers = [], moments = [] } = JSON.parse(body) as Batch; // made by send.ts
  const parts = [[views, "view"], [forms, "form"], [answers, "answer"], [moments, "moment"]] as const;
  return parts.flatMap(([list, thing]) => (list[0] ? many(list.length, thing) : [])).join(", ");
};

const ANSWERS: Record<number, string> = {
  [-1]: "no answer so far",
  0: "failed, the server is not reached; goes out again",
  204: "204, on the server's disk",
  400: "400, refused as malformed",
  404: "404, refused: no site has this key",
};

/** Also when it goes wrong: mistakes of ours, which the page never sees. */
export const watchSending = (): void => {
  debugging.tell = (detail) => {
    console.debug("balk", detail);
    if (typeof detail == "number") status = detail;
    else if (typeof detail == "string") {
      what = partsOf(detail);
      at = now();
      status = -1;
    } else mistake = String(detail);
  };
};

/** Whether what happens is recorded, found out by recording something for a moment that is sent nowhere. */
export const isRecording = (): boolean => {
  put("moments", PROBE, {});
  return outbox.delete("moments" + PROBE);
};

export const isRefused = (): boolean => status == 403 || status == 404;

export const sentWords = (): string =>
  what &&
  `${what}, ${Math.round((now() - at) / 1000)} s ago: ` +
    (status == 403
      ? `403, refused: ${location.origin} is no origin of this site. Add it with “balk site set”`
      : ANSWERS[status] || `${status}; goes out again`);

export const waitingWords = (): string => (outbox.size ? many(outbox.size, "thing") + " not acknowledged" : "nothing");

export const mistakeWords = (): string => mistake;
