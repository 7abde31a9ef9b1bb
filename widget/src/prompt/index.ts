/* One prompt on the page, from its appearance until it is gone. Fetched when it is about to show. */
import type { AskHost, Spot } from "../follow/asking_host";
import type { PromptSettings } from "../wire";
import { makeCard, makeThanks, type Card } from "./card";
import { rememberFocus } from "./focus";
import { makeGuest } from "./guest";
import { keepAside } from "./place";
import { startReply } from "./reply";
import { ENGLISH as words } from "./words";

const THANKS_MS = 2000;
/** A live region must be in the page for a moment before its text is heard. */
const ANNOUNCE_MS = 150;
const LOOK_EVERY_MS = 1000;

/** Shows `prompt` over the page and tells `host` what becomes of it; `gone` is called once it has left. Takes no focus. */
export function show(prompt: PromptSettings, spot: Spot | null, host: AskHost, gone: () => void): void {
  const card = makeCard(prompt, spot && spot.label, words);
  const guest = makeGuest(host, [card.status, card.ask]);
  const reply = startReply(prompt, spot, host);
  const giveFocusBack = rememberFocus(guest);
  const moveAside = keepAside(card.ask, guest, host);

  const keep = () => {
    reply.write(card.text.value);
    reply.flush();
  };
  const leave = () => {
    giveFocusBack();
    guest.leave();
    clearInterval(watch);
    gone();
  };
  const close = () => {
    keep();
    if (!reply.given()) host.happened(spot, "dismissed");
    leave();
  };
  const send = () => {
    keep();
    if (!reply.given()) return card.choices[0]?.focus();
    giveFocusBack();
    card.ask.replaceChildren(makeThanks(words));
    card.ask.classList.add("done");
    card.status.textContent = words.thanks;
    setTimeout(host.guard(leave), THANKS_MS);
  };
  const grow = () => {
    card.ask.classList.remove("small");
    moveAside();
  };

  card.text.addEventListener("change", host.guard(keep));
  for (const choice of card.choices) choice.addEventListener("change", host.guard(() => reply.choose(choice.value)));
  guest.inside("click", (event) => {
    const pressed = pressedButton(card, event);
    if (pressed === card.notNow || pressed === card.close) close();
    else if (pressed === card.send) send();
    else grow();
    if (pressed === card.grow) card.choices[0]?.focus();
  });
  guest.inside("keydown", (event) => {
    const asksToSend = event.key === "Enter" && card.choices.some((choice) => choice === event.target);
    if (event.isComposing || !(asksToSend || event.key === "Escape")) return;
    // Else the same key press would go on to what gets the focus back, and press the page's own submit button.
    event.preventDefault();
    if (asksToSend) send();
    else close();
  });
  // A press on the card or its buttons leaves the caret in the page's field.
  guest.inside("mousedown", (event) => {
    if (!(event.target instanceof Element && event.target.closest("label, textarea"))) event.preventDefault();
  });
  // On the window, in the capture phase: before the capturing side sends its last message.
  for (const type of ["visibilitychange", "pagehide"]) guest.outside(window, type, keep);
  const watch = setInterval(
    host.guard(() => {
      if (host.completed() && !reply.given() && !guest.hasFocus()) leave();
    }),
    LOOK_EVERY_MS,
  );

  document.documentElement.append(guest.element);
  moveAside();
  setTimeout(host.guard(() => announce(card, prompt)), ANNOUNCE_MS);
  host.happened(spot, "asked");
  host.emit("prompt", { prompt: prompt.name, form: spot?.form, field: spot?.field });
}

function announce(card: Card, prompt: PromptSettings): void {
  card.status.textContent = `${words.announced} ${prompt.question}`;
}

function pressedButton(card: Card, event: Event): HTMLButtonElement | undefined {
  const path = event.composedPath();
  return [card.notNow, card.close, card.send, card.grow].find((button) => path.includes(button));
}
