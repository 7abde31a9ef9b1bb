/* Set by build.mjs. In a foreign frame, which as a rule holds one form, no more is looked for than that takes: its script
   carries at once all that it needs. */
declare const BALK_INSIDE: boolean;

export const INSIDE = BALK_INSIDE;
