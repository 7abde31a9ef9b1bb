/* Outlines over the page's fields, with their keys: drawn beside the page, which they do not change. */
import { listen } from "../guard";
import { type FieldState, fieldsByControl, forms } from "../model";
import { keepChildren, make, say } from "./make";

export const MODES = ["when pointed at", "always", "never"] as const;

const boxOf = ({ controls }: FieldState): DOMRect | undefined => {
  const boxes = controls.flatMap((control) => {
    const drawn = [control, ...((control as HTMLInputElement).labels || [])]; // a box drawn by its label
    return drawn.map((element) => element.getBoundingClientRect()).find(({ width, height }) => width > 2 && height > 2) || [];
  });
  const edge = (side: "left" | "top" | "right" | "bottom", most: (...all: number[]) => number): number => most(...boxes.map((box) => box[side]));
  const left = edge("left", Math.min);
  const top = edge("top", Math.min);
  return boxes[0] && new DOMRect(left, top, edge("right", Math.max) - left, edge("bottom", Math.max) - top);
};

export interface Outlines {
  layer: HTMLElement;
  draw(): void;
  /** At a field; any other element has no outline. */
  point(at: FieldState | Element | undefined): void;
  turn(): string;
}

export const makeOutlines = (): Outlines => {
  const layer = make("div", { class: "outlines", "aria-hidden": "true" });
  let mode = 0;
  let pointed: FieldState | undefined;

  const draw = (): void => {
    const fields = mode == 1 ? forms.flatMap((form) => form.fields) : mode == 0 && pointed ? [pointed] : [];
    const boxes = new Map(fields.flatMap((field) => { const box = boxOf(field); return box ? [[field, box] as const] : []; }));
    keepChildren(layer, [...boxes.keys()], () => make("div", {}, make("span")));
    [...boxes].forEach(([field, { left, top, width, height }], place) => {
      const { style, firstElementChild } = layer.children[place] as HTMLElement;
      Object.assign(style, { left: left - 3 + "px", top: top - 3 + "px", width: width + 6 + "px", height: height + 6 + "px" });
      if (firstElementChild) say(firstElementChild, field.is.key);
    });
  };

  let due = false;
  const soon = (): void => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  };
  listen(window, "scroll resize", soon);
  listen(document, "pointerover", (event) => {
    const at = event.composedPath().find((element) => fieldsByControl.has(element));
    pointed = at && fieldsByControl.get(at);
    soon();
  });
  return {
    layer,
    draw,
    point(at) {
      pointed = at instanceof Element ? undefined : at;
      soon();
    },
    turn() {
      mode = (mode + 1) % MODES.length;
      soon();
      return MODES[mode] as string;
    },
  };
};
