/* What follows once a person works in a form: errors that come up, what becomes of an attempt, and when to ask. */
import { verbs } from "../api";
import { lateFieldAt } from "../capture";
import { guard, later, listen } from "../guard";
import { forms, Outcome } from "../model";
import { hooks, site } from "../modules";
import { pointed } from "./acting";
import { arrive, leaving } from "./arrival";
import { startAsking } from "./asking";
import { watchRequests } from "./answers";
import { checkErrors, nativeError } from "./errors";
import { attempted, edited, emptied, wentOn } from "./judging";
import { emit, on } from "./listeners";
import { lookFirst } from "./messages";
import { goesOn, pressed, watchEnter, watchSending } from "./pressing";
import { checkRules, lookAtRules } from "./rules";
import { outcome } from "./verbs";

const look = (): void => {
  for (const form of forms) {
    lookFirst(form);
    if (form.touched[0]) checkErrors(form);
  }
};

hooks.heard = (event, target) => {
  if (event.type == "pointerdown") return pointed(event as PointerEvent, target);
  if (event.type == "click") return pressed(event, target);
  const field = lateFieldAt(target);
  if (!field) return;
  field.form.stops++;
  nativeError(field, target);
};
hooks.attempted = attempted;
hooks.edited = edited;
hooks.goesOn = goesOn;
hooks.leaving = leaving;
hooks.changed = () => {
  look();
  checkRules();
};
verbs.on = on;
listen(window, "pagehide", () => {
  for (const { touched, view, outcome } of forms) {
    if (touched[0] && (!outcome || outcome == Outcome.failed)) emit("abandon", { form: view.form });
  }
});
verbs.success = outcome(Outcome.api);
verbs.fail = outcome(Outcome.failed);
verbs.ask = startAsking(site.settings, site.source);
watchRequests(new URL("/c/" + site.settings.key, site.source).href);
watchEnter();
watchSending();
listen(window, "popstate", () => wentOn());
listen(document, "reset", emptied);
for (const what of hooks.early) guard(hooks.heard)(...what);
for (const form of forms) if (form.outcome == Outcome.pending) attempted(form);
look();
lookAtRules();
later(arrive, 300);
