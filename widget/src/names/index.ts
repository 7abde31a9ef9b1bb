/* Fetched when the first field comes in sight: gives forms and fields their names. Nothing is sent of one without. */
import { forms } from "../model";
import { hooks } from "../modules";
import { sendIn } from "../send";
import { nameForm } from "./naming";

const SOON_MS = 3_000;

hooks.nameForm = nameForm;
for (const form of forms) {
  nameForm(form);
  sendIn(SOON_MS);
}
