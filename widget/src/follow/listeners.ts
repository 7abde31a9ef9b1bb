/* The page's own listeners of balk('on', …). */
import { verbs } from "../api";
import { guard, listen } from "../guard";
import { forms, Outcome } from "../model";

type Listener = (detail: Record<string, unknown>) => void;
const listeners: [event: string, listener: Listener][] = [];

export const emit = (event: string, detail: Record<string, unknown>): void => {
  for (const [heard, listener] of listeners) if (heard == event) listener(detail);
};

export const startListeners = (): void => {
  verbs.on = (event: string, listener: Listener): void => {
    listeners.push([event, guard(listener)]);
  };
  listen(window, "pagehide", () => {
    for (const { touched, view, outcome } of forms) {
      if (touched[0] && (!outcome || outcome == Outcome.failed)) emit("abandon", { form: view.form });
    }
  });
};
