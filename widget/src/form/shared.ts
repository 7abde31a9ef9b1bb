/* What form/ lends to the modules that come after it, as ../shared.ts does. */
import { isVisible } from "../dom";
import { formOf, newField, newForm } from "../fields";
import { lastSubmitted, latest } from "../model";
import { clean } from "../text";
import { attempt } from "./attempt";
import { change, fieldAt, lateFieldAt, lateFormAt, person } from "./doing";
import { remember, rememberAtEnter, withoutValues } from "./echo";
import { nameForm } from "./naming";
import { isPraise, layerOf, toasts } from "./toasts";
import { focus, happen, isSuccess, isValid, lookAtEnds, see, snapshot, step, touch, validityOf } from "./view";
import { fieldsIn, hasWords, hints, isRed, isWorded, NO_TEXT, placesOf, plainTexts, wordsOf } from "./words";

export const lent: unknown[] = [
  isVisible,
  formOf,
  newField,
  newForm,
  lastSubmitted,
  latest,
  clean,
  attempt,
  change,
  fieldAt,
  lateFieldAt,
  lateFormAt,
  person,
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
  isRed,
  isWorded,
  NO_TEXT,
  placesOf,
  plainTexts,
  wordsOf,
];
