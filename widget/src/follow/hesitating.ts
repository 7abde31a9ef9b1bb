/* Hesitation: a field has the focus and its value does not change. */
import { guard } from "../guard";
import { spot } from "./spot";
import { focus } from "../form/view";

const LOOK_EVERY_MS = 1000;

/** Calls `hesitating`, each second, while a field has been focused for `after` ms without a change, in a visible page. */
export const watchHesitation = (after: number, hesitating: () => void): void => {
  const look = (): void => {
    if (!document.hidden && focus.on && (spot()?.hesitated || 0) >= after) hesitating();
  };
  setInterval(guard(look), LOOK_EVERY_MS);
};
