/* In place of ../follow/beside.ts: a frame holds a few fields, and leads to no page of its own that would be judged. */
import type * as Beside from "../follow/beside";

export const textsBeside: typeof Beside.textsBeside = () => [];
export const saidBeside: typeof Beside.saidBeside = () => [];
export const isHint: typeof Beside.isHint = (_element, { view }) => !view.attempts;
export const hintsOf: typeof Beside.hintsOf = () => undefined;
export const tiedWord: typeof Beside.tiedWord = () => undefined;
export const standingIn: typeof Beside.standingIn = () => [];
export const gaveWayToError: typeof Beside.gaveWayToError = () => false;
export const buttonsNow: typeof Beside.buttonsNow = () => [];
export const cameUp: typeof Beside.cameUp = () => false;
