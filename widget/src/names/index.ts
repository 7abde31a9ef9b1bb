/* Fetched when the first field comes in sight, or is touched: makes forms and fields of controls, and names them. */
import { replay } from "../capture";
import { describe } from "../fields";
import { hooks } from "../modules";
import { lentOn } from "../shared";
import { rememberAtFirst } from "./echo";
import { lent } from "./shared";
import { noteHints } from "./words";

lentOn.push(...lent);
hooks.describe = describe;
hooks.hint = noteHints;
rememberAtFirst();
replay();
