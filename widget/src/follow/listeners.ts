/* The page's own listeners of balk('on', …). */
import { guard } from "../guard";

type Listener = (detail: Record<string, unknown>) => void;
const listeners: [event: string, listener: Listener][] = [];

export const on = (event: string, listener: Listener): void => {
  listeners.push([event, guard(listener)]);
};

export const emit = (event: string, detail: Record<string, unknown>): void => {
  for (const [heard, listener] of listeners) if (heard == event) listener(detail);
};
