/* How a request was answered, where the browser does not tell it (Safari): from around fetch and XMLHttpRequest. They are
   called as the page calls them and give what they give; of an answer only its address and status are looked at. A
   failure that nobody catches stays one that nobody catches. */
import { guard } from "../guard";

type Told = (answer: PerformanceResourceTiming) => void;

const addressOf = (asked: unknown): string => {
  try {
    return new URL((asked as Request).url || String(asked), document.baseURI).href;
  } catch {
    return location.href;
  }
};

/** A request begins now. `came`: there was an answer, even one of another origin, whose status is not told. */
const begun = (told: Told) => {
  const startTime = performance.now();
  return guard((name: string, responseStatus: number, came: boolean) => {
    const responseEnd = performance.now();
    // all of an entry that answers.ts looks at
    told({ initiatorType: "fetch", name, startTime, responseStatus, responseEnd, responseStart: came ? responseEnd : 0 } as PerformanceResourceTiming);
  });
};

/** Tells of every answer from now on. */
export const hearRequests = guard((told: Told) => {
  const { fetch, XMLHttpRequest } = window;
  const { send } = XMLHttpRequest.prototype;
  window.fetch = function (this: Window, ...asked) {
    const tell = begun(told);
    return fetch.apply(this, asked).then(
      (response) => {
        tell(response.url || addressOf(asked[0]), response.status, true);
        return response;
      },
      (error) => {
        tell(addressOf(asked[0]), 0, false);
        throw error;
      },
    );
  };
  XMLHttpRequest.prototype.send = function (...body) {
    const tell = begun(told);
    this.addEventListener("loadend", () => tell(this.responseURL || location.href, this.status, !!this.status));
    return send.apply(this, body);
  };
});
