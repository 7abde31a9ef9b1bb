/* An article's form with two Quill editors. */
import Quill from "quill";
import "quill/dist/quill.snow.css";
import { send } from "./_send";

const form = document.querySelector("form")!;
const body = new Quill("#body", { theme: "snow", placeholder: "Write your article …" });
const summary = new Quill("#summary", { theme: "snow", modules: { toolbar: false } });
body.root.setAttribute("aria-label", "Article");
summary.root.setAttribute("aria-labelledby", "summary-label");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = document.getElementById("body-error")!;
  error.textContent = body.getText().trim() ? "" : "The article is empty";
  if (error.textContent) return;
  const answer = await send({ ...Object.fromEntries(new FormData(form)), body: body.getContents(), summary: summary.getContents() });
  error.textContent = Object.values(answer.errors).join(" ");
  if (!answer.ok) return;
  form.reset();
  body.setContents([]);
  summary.setContents([]);
  document.getElementById("saved")!.hidden = false;
});
