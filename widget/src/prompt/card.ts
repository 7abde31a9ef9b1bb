/* The prompt's elements, made one by one: no markup is parsed, so Trusted Types has nothing to refuse. */
import type { PromptSettings } from "../wire";
import type { Words } from "./words";

export interface Card {
  /** The dialog itself. */
  ask: HTMLElement;
  /** Read aloud when its text changes. */
  status: HTMLElement;
  choices: HTMLInputElement[];
  text: HTMLTextAreaElement;
  grow: HTMLButtonElement;
  send: HTMLButtonElement;
  notNow: HTMLButtonElement;
  close: HTMLButtonElement;
}

/** The card of `prompt`; `label` names the field that it is about, if any. It reads in the direction of the question. */
export function makeCard(prompt: PromptSettings, label: string | null, words: Words): Card {
  const choices = prompt.choices.map(({ id }) => make("input", { type: "radio", name: "choice", value: id }));
  const text = make("textarea", { rows: "2", maxlength: "1000", "aria-describedby": "hint", dir: "auto" });
  const grow = button("grow", words.answer);
  const send = button("go", words.send);
  const notNow = button("no", words.notNow);
  const close = button("x", "", words.close);
  close.append(cross());

  const about = label ? [make("p", { class: "step", dir: "auto" }, `${words.about} `, make("bdi", {}, label))] : [];
  const ask = make(
    "section",
    { class: "ask small", role: "dialog", "aria-labelledby": "question", "data-at": "bottom end", dir: "auto" },
    make("div", { class: "words" }, ...about, make("h2", { class: "question", id: "question" }, prompt.question)),
    make(
      "div",
      { class: "rest" },
      make(
        "fieldset",
        { class: "choices" },
        make("legend", { class: "vh" }, words.oneAnswer),
        ...prompt.choices.map((choice, at) => make("label", {}, choices[at] ?? "", make("bdi", {}, choice.text))),
      ),
      make("label", { class: "more" }, words.more, text),
      make("p", { class: "hint", id: "hint", dir: "auto" }, words.hint),
    ),
    make("p", { class: "do" }, grow, send, notNow),
    close,
  );
  ask.lang = words.lang;
  return { ask, status: make("p", { class: "vh", role: "status" }), choices, text, grow, send, notNow, close };
}

/** What stands in the card's place after an answer. */
export function makeThanks(words: Words): HTMLElement {
  return make("p", { class: "thanks" }, words.thanks);
}

function button(name: string, text: string, label = text): HTMLButtonElement {
  return make("button", { type: "button", class: name, ...(label !== text && { "aria-label": label }) }, text);
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

function cross(): SVGElement {
  const drawing = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(drawing, "svg");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(drawing, "path");
  path.setAttribute("d", "M2 2L12 12M12 2L2 12");
  svg.append(path);
  return svg;
}
