/* What capture.js lends to the modules that are fetched later (form/, follow/, debug/, frames/): their imports of these
   names become places of this list (build.mjs). Only what keeps state must be here; types, enums and functions of dom,
   text and label are bundled into each module anew unless they stand here too. */
import { moment, verbs } from "./api";
import { early, hearKeys, hearNoKeys, isByPerson } from "./capture";
import { awake, clock, now, timeOrigin } from "./clock";
import { BUTTON, controlAt, CONTROLS, isCustom } from "./controls";
import { all, attr, isConnected, isElement, matches, nearest, parentOf, targetOf } from "./dom";
import { scan } from "./find";
import { debugging, guard, later, listen } from "./guard";
import { page } from "./identity";
import { fieldsByControl, forms } from "./model";
import { addressOf, bring, hooks, site, tell } from "./modules";
import { changedSomething, put, sendIn } from "./send";
import { hash } from "./text";
import { hasChanged, isEmpty, isFull, note, showOther } from "./value";
import { batchHead, firstTime, outbox, recall, uuid, visit } from "./visit";

/** What form/, which comes first, lends to the others. */
export const lentOn: unknown[] = [];

export const shared = (): unknown[] => [
  moment,
  verbs,
  early,
  hearKeys,
  hearNoKeys,
  isByPerson,
  awake,
  clock,
  now,
  timeOrigin,
  BUTTON,
  controlAt,
  CONTROLS,
  isCustom,
  all,
  attr,
  isConnected,
  isElement,
  matches,
  nearest,
  parentOf,
  targetOf,
  scan,
  debugging,
  guard,
  later,
  listen,
  page,
  fieldsByControl,
  forms,
  addressOf,
  bring,
  hooks,
  site,
  tell,
  changedSomething,
  put,
  sendIn,
  hash,
  hasChanged,
  isEmpty,
  isFull,
  note,
  showOther,
  batchHead,
  firstTime,
  outbox,
  recall,
  uuid,
  visit,
  lentOn,
  ...lentOn,
];
