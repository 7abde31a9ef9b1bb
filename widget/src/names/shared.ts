/* What names/ lends to the modules that come after it, as ../shared.ts does. */
import { isVisible } from "../dom";
import { formOf, newField, newForm } from "../fields";
import { clean } from "../text";
import { remember, rememberAtEnter, withoutValues } from "./echo";
import { nameForm } from "./naming";
import { fieldsIn, hasWords, hints, isRed, isWorded, NO_TEXT, placesOf, plainTexts, wordsOf } from "./words";

export const lent: unknown[] = [
  isVisible,
  formOf,
  newField,
  newForm,
  clean,
  remember,
  rememberAtEnter,
  withoutValues,
  nameForm,
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
