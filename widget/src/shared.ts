/* What capture.js lends to the modules that are fetched later (follow/, debug/, frames/): their imports of these names
   become places of this list (build.mjs). Only what keeps state must be here; types, enums and functions of dom, text
   and label are bundled into each module anew unless they stand here too. */
import { moment, verbs } from "./api";
import { attempt } from "./attempt";
import { change, fieldAt, lateFieldAt, person, replay } from "./capture";
import { awake, now, timeOrigin } from "./clock";
import { BUTTON, CONTROLS, isCustom } from "./controls";
import { all, attr, isConnected, isElement, matches, nearest, parentOf } from "./dom";
import { lateFormAt, scan } from "./find";
import { debugging, guard, later, listen } from "./guard";
import { page } from "./identity";
import { fieldsByControl, formAt, forms, lastSubmitted, latest } from "./model";
import { addressOf, bring, hooks, site } from "./modules";
import { put, sendIn } from "./send";
import { hash } from "./text";
import { hasChanged, isEmpty, isFull, showOther } from "./value";
import { focus, happen, isSuccess, isValid, lookAtEnds, see, snapshot, step, touch, validityOf } from "./view";
import { batchHead, firstTime, outbox, recall, uuid, visit } from "./visit";

/** What names/, which comes first, lends to the others. */
export const lentOn: unknown[] = [];

export const shared = (): unknown[] => [
  moment,
  verbs,
  attempt,
  change,
  fieldAt,
  lateFieldAt,
  person,
  replay,
  awake,
  now,
  timeOrigin,
  BUTTON,
  CONTROLS,
  isCustom,
  all,
  attr,
  isConnected,
  isElement,
  matches,
  nearest,
  parentOf,
  formAt,
  lateFormAt,
  scan,
  debugging,
  guard,
  later,
  listen,
  page,
  fieldsByControl,
  forms,
  lastSubmitted,
  latest,
  addressOf,
  bring,
  hooks,
  site,
  outbox,
  recall,
  put,
  sendIn,
  hash,
  hasChanged,
  isEmpty,
  isFull,
  showOther,
  focus,
  happen,
  isSuccess,
  isValid,
  lookAtEnds,
  see,
  snapshot,
  step,
  touch,
  validityOf,
  batchHead,
  firstTime,
  uuid,
  visit,
  lentOn,
  ...lentOn,
];
