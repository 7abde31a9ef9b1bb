/* What names/ lends to the modules that come after it, as ../shared.ts does. */
import { formOf, newField, newForm } from "../fields";
import { nameForm } from "./naming";
import { fieldsIn, hasWords, hints, isRed, isWorded, NO_TEXT, placesOf, plainTexts, wordsOf } from "./words";

export const lent: unknown[] = [
  formOf,
  newField,
  newForm,
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
