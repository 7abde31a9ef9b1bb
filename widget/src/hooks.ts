/* How capture calls what judges; it may not have come yet (modules.ts). */
import type { Step } from "./form/view";
import type { FieldState, FormState, Outcome } from "./model";

type Heard = [event: Event, target: Element];

/** Where `follow` listens; until it has come, what it would have heard is kept for it. */
export const hooks = { early: [] } as {
  early: Heard[];
  /** Notes what can be read in a form that is pressed before `follow` has come: what comes up then is no hint. */
  hint?: (form: Element) => void;
  /** Of form/, which comes once a field is in sight, or touched. What is done with each event that capture.ts listens to. */
  does?: Record<string, (event: never) => void>;
  /** Makes fields and forms of controls. Whether more are left. */
  describe?: (controls: Element[], sure?: Element | null) => boolean;
  /** A control has been in sight for long enough. */
  sees?: (control: Element) => void;
  /** Puts what changed into the outbox. */
  collect?: () => void;
  /** The page was hidden, or shown. */
  turns?: (kind: Step) => void;
  /** The page goes. */
  goes?: () => void;
  /** Whether a widget shows what was chosen in it, where its own control holds nothing. */
  shows?: (controls: Element[]) => boolean;
  /** Which texts of a control say that nothing is chosen in it; whether it showed the text at first. */
  unchosen?: (control: Element, isFirst: boolean) => RegExp | undefined;
  /** The native controls that stand, unseen, behind a list that the page draws. */
  natives?: (control: Element) => Element[];
  /** The field that a list came up for. */
  opener?: (popup: Element) => FieldState | undefined;
  /** A press, or a field that stopped a submit. */
  heard?: (...what: Heard) => void;
  /** The focus came into a field. */
  entered?: (field: FieldState) => void;
  attempted?: (form: FormState) => void;
  /** The person goes on working in a form that was submitted. */
  edited?: (form: FormState) => void;
  /** A field may have changed without an event; `changed` if it also did with one. */
  look?: (field?: FieldState, changed?: boolean) => void;
  /** The document changed. */
  changed?: () => void;
  /** Whether the page itself goes on with the attempt that is under way. */
  goesOn?: (form: FormState) => boolean;
  /** The page goes: how the form last submitted is leading away; 0 where that is not known. */
  leaving?: (form?: FormState) => Outcome;
};

export const tell = (...what: Heard): void => {
  if (hooks.heard) return hooks.heard(...what);
  if (hooks.early.push(what) > 50) hooks.early.shift();
};
