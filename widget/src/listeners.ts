/* The page's own listeners of balk('on', …). */
import { guard } from "./guard";

type Listener = (detail: Record<string, unknown>) => void;
const listeners = new Map<string, Listener[]>();

export const on = (event: string, listener: Listener): void => {
  listeners.set(event, [...(listeners.get(event) || []), guard(listener)]);
};

export const emit = (event: string, detail: Record<string, unknown>): void => {
  for (const listener of listeners.get(event) || []) listener(detail);
};
