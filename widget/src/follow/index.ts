/* What follows once a person works in a form: errors that come up, what becomes of an attempt, and when to ask. */
import { verbs } from "../api";
import { later, listen } from "../guard";
import { forms, Outcome } from "../model";
import { hooks, site } from "../modules";
import { watchRequests } from "./answers";
import { arrive, cameBack, leaving } from "./arrival";
import { startAsking } from "./asking";
import { heardChange, shows } from "./drawn";
import { isSentTo } from "./going";
import { lookAtForms, startHearing } from "./hearing";
import { wentBack } from "./judging";
import { emit, on } from "./listeners";
import { inUseBefore } from "./popup";
import { checkRules, lookAtRules } from "./rules";
import { unchosen } from "./unchosen";
import { lookForSent, watchCode, watchMessage } from "./unpressed";
import { outcome } from "./verbs";

hooks.leaving = leaving;
hooks.unchosen = unchosen;
hooks.shows = shows;
hooks.opener = inUseBefore;
for (const { fields } of forms) for (const { controls } of fields) shows(controls); // as they stand at first
hooks.changed = () => {
  lookAtForms();
  checkRules();
  lookForSent();
};
verbs.on = on;
listen(window, "pagehide", () => {
  for (const { touched, view, outcome } of forms) {
    if (touched[0] && (!outcome || outcome == Outcome.failed)) emit("abandon", { form: view.form });
  }
});
verbs.success = outcome(Outcome.api);
verbs.fail = outcome(Outcome.failed);
verbs.ask = startAsking(BALK_FOLLOW);
watchRequests(site.source + "/c/" + site.settings.key);
listen(window, "pageshow", cameBack);
listen(window, "popstate", wentBack);
listen(document, "change", heardChange);
startHearing(isSentTo, (field, control) => {
  watchCode(field, control);
  watchMessage(field, control);
});
lookAtRules();
later(arrive);
