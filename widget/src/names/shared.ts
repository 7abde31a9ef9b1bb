/* What names/ lends to the modules that come after it, as ../shared.ts does. */
import { formOf, newField, newForm } from "../fields";
import { nameForm } from "./naming";

export const lent: unknown[] = [
  formOf,
  newField,
  newForm,
  nameForm,
];
