/* What is known of forms and fields, in METRICS' words. Never a value: none is known. */
import { attr } from "../dom";
import { At, type FieldState, type FormState, Outcome, OUTCOMES } from "../model";
import { focus } from "../form/view";
import { AUTOFILLED, CHANGED, PASTED } from "../wire";

const ENDS = ["empty", "partial", "filled", "invalid"];

export const many = (count: number, thing: string): string => `${count} ${thing}${count == 1 ? "" : "s"}`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const joined = (...parts: (string | false | 0 | undefined)[]): string => parts.filter(Boolean).join(" · ");

/** How far the view is, and what speaks for it. */
export const stateOf = ({ outcome, touched, seenAt, view }: FormState): string =>
  outcome > Outcome.failed
    ? `completed, by ${OUTCOMES[outcome]}`
    : outcome == Outcome.failed
      ? "attempt failed"
      : outcome
        ? "attempted, unconfirmed so far"
        : view.attempts
          ? "attempted"
          : touched[0]
            ? touched.some(({ did }) => did[At.flags] & CHANGED)
              ? "started, edited"
              : "started"
            : seenAt
              ? "seen"
              : "not seen yet";

export const aboutForm = ({ is, view, fields, seenAt }: FormState): string =>
  joined(
    is.name,
    many(fields.length, "field"),
    "version " + is.version,
    view.attempts > 0 && many(view.attempts, "attempt") + (view.failed ? `, ${view.failed} failed` : ""),
    !!view.blind_spots && many(view.blind_spots, "blind spot"),
    !seenAt && "half of a field must be in sight for a second",
    is.key.startsWith("form-") && "no id, name or title: the key is made of page and fields",
  );

export const endOf = (field: FieldState): string =>
  field == focus.on ? "here now" : field.index < 0 ? "not touched" : (ENDS[field.did[At.end]] as string);

export const aboutField = (field: FieldState): string => {
  const { is, secret, controls } = field;
  const byPlace = /^[a-z-]+\d+$/.test(is.key) && is.key.startsWith(is.type) && !controls.some((control) => attr(control, "data-balk-field"));
  return joined(
    is.label && is.label != is.key && `“${is.label}”`,
    is.type || "text",
    is.required && "required",
    is.conditional && "conditional",
    secret && (controls[0] instanceof HTMLIFrameElement ? "in a frame" : "secret: focus and errors only"),
    controls.length > 1 && many(controls.length, "control"),
    byPlace && "key unknown, taken from its place: give it data-balk-field",
  );
};

export const figuresOf = ({ did, index }: FieldState): string => {
  const flags = did[At.flags];
  return index < 0
    ? ""
    : joined(
        seconds(did[At.active]) + " active",
        did[At.hesitation] >= 0 && seconds(did[At.hesitation]) + (flags & CHANGED ? " to the first change" : " without a change"),
        did[At.returns] && many(did[At.returns], "return"),
        did[At.corrections] && many(did[At.corrections], "correction"),
        did[At.refills] && many(did[At.refills], "refill"),
        did[At.rage] && many(did[At.rage], "rage click"),
        !!(flags & AUTOFILLED) && "autofilled",
        !!(flags & PASTED) && "pasted",
      );
};

export const errorsOf = ({ did }: FieldState): string =>
  did[At.errors].map(([message, count]) => message + (count > 1 ? ` (${count} times)` : "")).join(" · ");
