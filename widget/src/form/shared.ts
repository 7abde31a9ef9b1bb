/* What form/ lends to the modules that come after it, as ../shared.ts does. */
import { EXPANDED, POPUP, SUBMIT } from "../controls";
import { isRendered, isVisible, rootOf } from "../dom";
import { formOf, newField, newForm } from "../fields";
import { named } from "../label";
import { lastSubmitted, latest } from "../model";
import { clean } from "../text";
import { attempt } from "./attempt";
import { change, fieldAt, lateFieldAt, lateFormAt, person } from "./doing";
import { isDrawnList } from "./drawn_lists";
import { remember, rememberAtEnter, withoutValues } from "./echo";
import { nameForm } from "./naming";
import { isPraise, layerOf, toasts } from "./toasts";
import { focus, happen, isSuccess, isValid, lookAtEnds, see, snapshot, step, touch, validityOf } from "./view";
import { fieldsIn, hasWords, hints, isGreen, isRed, isWorded, NO_TEXT, placesOf, plainTexts, wordsOf } from "./words";

export const lent: unknown[] = [
  EXPANDED,
  POPUP,
  SUBMIT,
  isRendered,
  isVisible,
  rootOf,
  formOf,
  newField,
  newForm,
  named,
  lastSubmitted,
  latest,
  clean,
  attempt,
  change,
  fieldAt,
  lateFieldAt,
  lateFormAt,
  person,
  isDrawnList,
  remember,
  rememberAtEnter,
  withoutValues,
  nameForm,
  isPraise,
  layerOf,
  toasts,
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
  fieldsIn,
  hasWords,
  hints,
  isGreen,
  isRed,
  isWorded,
  NO_TEXT,
  placesOf,
  plainTexts,
  wordsOf,
];
