/* A support request in Shoelace: every field a custom element with a shadow root of its own. */
import "@shoelace-style/shoelace/dist/themes/light.css";
import "@shoelace-style/shoelace/dist/components/button/button.js";
import "@shoelace-style/shoelace/dist/components/checkbox/checkbox.js";
import "@shoelace-style/shoelace/dist/components/input/input.js";
import "@shoelace-style/shoelace/dist/components/option/option.js";
import "@shoelace-style/shoelace/dist/components/radio-group/radio-group.js";
import "@shoelace-style/shoelace/dist/components/radio/radio.js";
import "@shoelace-style/shoelace/dist/components/range/range.js";
import "@shoelace-style/shoelace/dist/components/rating/rating.js";
import "@shoelace-style/shoelace/dist/components/select/select.js";
import "@shoelace-style/shoelace/dist/components/switch/switch.js";
import "@shoelace-style/shoelace/dist/components/textarea/textarea.js";
import { serialize } from "@shoelace-style/shoelace/dist/utilities/form.js";
import { send } from "./_send";

const form = document.querySelector("form")!;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await send(serialize(form));
  const alert = document.getElementById("alert")!;
  alert.textContent = Object.values(answer.errors).join(" ");
  alert.hidden = answer.ok;
  if (answer.ok) {
    form.hidden = true;
    document.getElementById("thanks")!.hidden = false;
  }
});
