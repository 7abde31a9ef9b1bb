/* What follows once a person works in a form: errors that come up, what becomes of an attempt, and when to ask. */
import { verbs } from "../api";
import { lateFieldAt } from "../capture";
import { later, listen } from "../guard";
import { forms, Outcome } from "../model";
import { hooks, site } from "../modules";
import { filledIn, look, pointed } from "./acting";
import { startAsking } from "./asking";
import { checkErrors, nativeError } from "./errors";
import { emit, on } from "./listeners";
import { answerTo, attempted, checkRule, edited, judgeArrival, pressed, watchRequests } from "./outcome";
import { outcome } from "./verbs";

hooks.heard = (event, target) => {
  if (event.type == "pointerdown") return pointed(event as PointerEvent, target);
  if (/input|change/.test(event.type)) return filledIn(event as InputEvent, target);
  if (event.type == "click") return pressed(target);
  const field = lateFieldAt(target);
  if (!field) return;
  field.form.stops++;
  nativeError(field, target);
};
hooks.look = look;
hooks.attempted = attempted;
hooks.edited = edited;
hooks.isTaken = (form) => answerTo(form) == 2;
hooks.changed = () => {
  for (const form of forms) if (form.touched[0]) checkErrors(form);
  checkRule();
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
for (const what of hooks.early) hooks.heard(...what);
for (const form of forms) if (form.outcome == Outcome.pending) attempted(form);
checkRule(true);
later(judgeArrival, 500);
