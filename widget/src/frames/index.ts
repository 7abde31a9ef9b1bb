/* Listens to the frames of this page whose origins the tag trusts (`data-frames`); what they say is checked, and put
   into the form that they stand in. Fetched only where the tag names some. */
import { all, attr, nearest } from "../dom";
import { listen } from "../guard";
import { site } from "../modules";
import { join, tellerOf } from "./joined";
import { reportIn } from "./report";
import { hear } from "./told";

const framesIn = (root: ParentNode): HTMLIFrameElement[] => [
  ...(all(root, "iframe") as HTMLIFrameElement[]),
  ...all(root, "*").flatMap(({ shadowRoot }) => (shadowRoot ? framesIn(shadowRoot) : [])),
];

/** One that this page cannot look into itself. */
const frameOf = (source: MessageEventSource | null): HTMLIFrameElement | undefined =>
  framesIn(document).find((frame) => frame.contentWindow == source && !frame.contentDocument && !nearest(frame, "[data-balk-ignore]"));

const originOf = (given: string): string => {
  try {
    return new URL(given).origin;
  } catch {
    return "null";
  }
};

const trusted = new Set(attr(site.script, "data-frames").split(/[\s,]+/).map(originOf));
trusted.delete("null");

/** The frames that came with the page: their fields are not conditional, however late they load. */
const early = new WeakSet<Element>();
const noteEarly = (): void => framesIn(document).forEach((frame) => early.add(frame));
noteEarly();
listen(document, "DOMContentLoaded", noteEarly);

/** A frame that is there already may be waiting: it calls, but ever more seldom. */
const greet = (): void => {
  for (const frame of framesIn(document)) {
    const origin = originOf(attr(frame, "src"));
    if (trusted.has(origin) && !nearest(frame, "[data-balk-ignore]")) frame.contentWindow?.postMessage({ balk: 1 }, origin);
  }
};
greet();

listen<MessageEvent>(window, "message", (event) => {
  const { origin, data } = event;
  if (!trusted.has(origin)) return;
  const source = event["source"]; // in quotes, as build.mjs shortens a property of this name
  const frame = frameOf(source);
  const report = frame && reportIn(data);
  if (!frame || !report) return;
  if (!report.forms[0]) return (source as Window).postMessage({ balk: 1 }, origin);
  for (const { key, fields } of report.forms) join(frame, origin, key, fields, !early.has(frame));
  for (const view of report.views) {
    const teller = tellerOf(frame, view.form);
    if (teller) hear(teller, frame, view);
  }
});
