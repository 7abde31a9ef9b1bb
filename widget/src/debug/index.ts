/* `data-debug`: a panel over the page that shows what is recorded, field by field, and why something is not. Fetched only
   then; also where nothing is recorded, to say so. It sends nothing, stores nothing, and takes no focus. */
import { guard, later } from "../guard";
import { makeOutlines } from "./outlines";
import { makePanel } from "./panel";
import { findUnseen } from "./reasons";
import { watchSending } from "./sent";
import { styleSheet } from "./style";

const FILL_MS = 500;
const SEARCH_EVERY = 4;
const CORNERS = ["bottom end", "top end", "top start", "bottom start"];
/** What is done in the panel is no business of the page: its shortcuts, focus traps and "press outside" handlers. */
const KEPT_INSIDE = "keydown keypress keyup focusin focusout pointerdown pointerup mousedown mouseup click dblclick touchstart touchend";

const start = (): void => {
  const panel = makePanel();
  const outlines = makeOutlines();
  const host = document.createElement("balk-debug");
  host.setAttribute("data-balk-ignore", "");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet()];
  root.append(outlines.layer, panel.element);

  let unseen = findUnseen();
  let times = 0;
  const isShut = (): boolean => panel.element.classList.contains("shut");
  const fill = guard(() => {
    if (document.hidden) return;
    if (!isShut() && times++ % SEARCH_EVERY == 0) unseen = findUnseen();
    panel.fill(unseen);
    outlines.draw();
  });
  const toggle = (): void => {
    const shut = panel.element.classList.toggle("shut");
    panel.shut.setAttribute("aria-expanded", String(!shut));
    panel.shut.replaceChildren(shut ? "Show" : "Hide");
    fill();
  };
  const rowAt = (event: Event): ReturnType<typeof panel.about.get> => {
    const row = event.composedPath().find((element) => element instanceof HTMLLIElement);
    return row && panel.about.get(row as Element);
  };
  const point = guard((event: Event) => outlines.point(rowAt(event)));
  const press = guard((event: Event) => {
    const pressed = event.composedPath().find((element) => element instanceof HTMLButtonElement);
    const at = rowAt(event);
    if (pressed == panel.shut) toggle();
    else if (pressed == panel.move) {
      const { element } = panel;
      element.setAttribute("data-at", CORNERS[(CORNERS.indexOf(element.getAttribute("data-at") || "") + 1) % CORNERS.length] as string);
    } else if (pressed == panel.keys) panel.keys.replaceChildren("Keys on the page: " + outlines.turn());
    else if (pressed && at) (at instanceof Element ? at : at.controls[0])?.scrollIntoView({ block: "center" });
  });
  root.addEventListener("click", press);
  for (const type of ["pointerover", "focusin"]) root.addEventListener(type, point);
  // A press on the panel leaves the caret in the page's field.
  root.addEventListener("mousedown", (event) => event.preventDefault());
  for (const type of KEPT_INSIDE.split(" ")) host.addEventListener(type, (event) => event.stopPropagation());

  if (innerWidth <= 640) toggle();
  fill();
  document.documentElement.append(host);
  setInterval(fill, FILL_MS);
};

watchSending();
// Before the document is there, nothing of it can be shown.
if (document.readyState == "loading") document.addEventListener("DOMContentLoaded", () => later(start));
else start();
