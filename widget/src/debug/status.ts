/* Whether anything is recorded at all, and if not, why. */
import { attr } from "../dom";
import { site } from "../modules";
import { batchHead, recall, visit } from "../visit";
import { isRecording, isRefused } from "./sent";

export interface Status {
  recording: boolean;
  /** In a word, and in a sentence where there is one to say. */
  word: string;
  why: string;
}

export const statusNow = (): Status => {
  if ((navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl) {
    return { recording: false, word: "Not recording", why: "This browser sends Global Privacy Control. Nothing is recorded, stored or sent." };
  }
  if (isRecording()) {
    const why = batchHead().bot ? "An automated browser: reports leave this visit out, unless the site includes bots." : "";
    return { recording: true, word: "Recording", why };
  }
  const why = isRefused()
    ? "The server has refused what was sent."
    : attr(site.script, "data-consent") == "required"
      ? "No consent is given: the tag says data-consent=\"required\", and balk('consent', true) was not called, or was taken back."
      : "Consent was taken back with balk('consent', false).";
  return { recording: false, word: "Not recording", why };
};

export const visitWords = (): string => {
  if (isRecording()) recall(); // what is told with the first message is known from then on
  return `${batchHead().device || "desktop"}, ${visit.head.holdout ? "in the holdout: sees no prompt" : "may see prompts"}`;
};
