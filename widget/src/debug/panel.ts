/* The panel itself: made once, filled again and again. */
import { type FieldState, type FormState, forms, Outcome } from "../model";
import { button, keepChildren, make, say } from "./make";
import type { Unseen } from "./reasons";
import { mistakeWords, sentWords, waitingWords } from "./sent";
import { statusNow, visitWords } from "./status";
import { aboutField, aboutForm, endOf, errorsOf, figuresOf, many, stateOf } from "./words";

const part = (name: string, tag = "p"): HTMLElement => make(tag, { class: name });

/** Calls `fill` on it whenever the panel is filled. */
const fills = new WeakMap<Element, () => void>();
const filled = (element: HTMLElement, fill: () => void): HTMLElement => {
  fills.set(element, fill);
  return element;
};
const fillAll = (list: Element): void => [...list.children].forEach((child) => fills.get(child)?.());

export interface Panel {
  element: HTMLElement;
  shut: HTMLElement;
  move: HTMLElement;
  keys: HTMLElement;
  fill(unseen: Unseen[]): void;
  /** What a row of the panel is about. */
  about: WeakMap<Element, FieldState | Element>;
}

export const makePanel = (): Panel => {
  const about = new WeakMap<Element, FieldState | Element>();
  const [state, why, mistake, sent, waiting, visit, unseenHead] = [part("state"), part("stop"), part("stop"), part("", "dd"), part("", "dd"), part("", "dd"), part("", "span")] as const;
  const [list, unseenList] = [part("forms", "div"), part("", "ul")] as const;
  const unseenPart = make("section", { class: "unseen" }, make("h3", {}, "Not recorded", unseenHead), unseenList);
  const [keys, move, shut] = [
    button("keys", "Keys on the page: when pointed at"),
    button("move", "Move", { "aria-label": "Move to the next corner" }),
    button("fold", "Hide", { "aria-expanded": "true" }),
  ] as const;
  const facts = make("dl", {}, make("dt", {}, "Sent"), sent, make("dt", {}, "Waiting"), waiting, make("dt", {}, "Visit"), visit);
  const body = make("div", { class: "body" }, why, mistake, facts, keys, list, unseenPart);
  const element = make("section", { class: "panel", "aria-label": "Balk: what is recorded on this page", "data-at": "bottom end", lang: "en", dir: "ltr" },
    make("header", {}, make("h2", {}, "Balk"), state, move, shut), body);

  const fieldRow = (field: FieldState): HTMLElement => {
    const [key, end, facts, figures, errors] = [button("key", "", { title: "Show it on the page" }), part("end", "span"), part("about"), part("figures"), part("errors")] as const;
    const row = make("li", {}, make("div", { class: "line" }, key, end), facts, figures, errors);
    about.set(row, field);
    return filled(row, () => {
      say(key, field.is.key);
      say(end, endOf(field));
      say(facts, aboutField(field));
      say(figures, figuresOf(field));
      say(errors, errorsOf(field));
      row.className = endOf(field);
    });
  };
  const formPart = (form: FormState): HTMLElement => {
    const [key, state, facts, fields] = [part("", "bdi"), part("", "span"), part("about"), part("", "ul")] as const;
    const section = make("section", { class: "form" }, make("h3", {}, key, state), facts, fields);
    return filled(section, () => {
      say(key, form.is.key);
      say(state, stateOf(form));
      say(facts, aboutForm(form));
      section.className = "form" + (form.outcome == Outcome.failed ? " failed" : form.outcome == Outcome.pending ? " unsure" : "");
      keepChildren(fields, form.fields, fieldRow);
      fillAll(fields);
    });
  };
  const rows = new WeakMap<Element, HTMLElement>();
  const unseenRow = ({ element, what, why }: Unseen): HTMLElement => {
    let row = rows.get(element);
    if (!row) rows.set(element, (row = make("li", {}, button("key", what, { title: "Show it on the page" }), part("what"))));
    about.set(row, element);
    say(row.lastElementChild as Element, why);
    return row;
  };

  return {
    element, shut, move, keys, about,
    fill(unseen) {
      const { recording, word, why: reason } = statusNow();
      const fields = forms.reduce((sum, form) => sum + form.fields.length, 0);
      element.classList.toggle("off", !recording);
      say(state, recording ? `${word} ${many(forms.length, "form")}, ${many(fields, "field")}` : word);
      say(why, reason);
      say(mistake, mistakeWords() && "A mistake of Balk's, kept from the page: " + mistakeWords());
      say(sent, sentWords() || "nothing yet");
      say(waiting, waitingWords());
      say(visit, visitWords());
      facts.hidden = !recording && !sentWords();
      keepChildren(list, forms.filter(({ is }) => is.key), formPart);
      fillAll(list);
      unseenPart.hidden = !recording || !unseen[0];
      say(unseenHead, String(unseen.length));
      keepChildren(unseenList, unseen.map(unseenRow), (row) => row);
    },
  };
};
