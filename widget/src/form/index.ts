/* Fetched when the first field comes in sight, or is touched: makes forms and fields of controls, names them, and keeps
   what a person does in them. */
import { describe } from "../fields";
import { hooks } from "../modules";
import { lentOn } from "../shared";
import { rememberLeaving } from "./attempt";
import { startDoing } from "./doing";
import { rememberAtFirst } from "./echo";
import { nativesOf } from "./drawn_lists";
import { lent } from "./shared";
import { collect, sees, turns } from "./view";
import { noteHints } from "./words";

lentOn.push(...lent);
hooks.describe = describe;
hooks.hint = noteHints;
hooks.natives = nativesOf;
hooks.sees = sees;
hooks.collect = collect;
hooks.turns = turns;
hooks.goes = rememberLeaving;
rememberAtFirst();
startDoing();
