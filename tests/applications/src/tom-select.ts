/* A library's request: Tom Select replaces two selects and a text box. */
import TomSelect from "tom-select";
import "tom-select/dist/css/tom-select.css";
import { send } from "./_send";

const form = document.querySelector("form")!;
const selects = [
  new TomSelect("#branch", { maxOptions: 20 }),
  new TomSelect("#topics", { plugins: ["remove_button"] }),
  new TomSelect("#words", { create: true, persist: false }),
];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  form.querySelectorAll(".error").forEach((message) => message.remove());
  const answer = values.title ? await send(values) : { ok: false, errors: { title: "A title is needed" } };
  for (const [name, message] of Object.entries(answer.errors)) {
    const error = document.createElement("div");
    error.className = "error";
    error.textContent = message;
    form.querySelector(`[name=${name}]`)!.closest(".row")!.append(error);
  }
  if (!answer.ok) return;
  form.reset();
  for (const select of selects) select.clear();
  document.getElementById("sent")!.hidden = false;
});
