/* An application with FilePond, which uploads as soon as a file is chosen. */
import { create, setOptions } from "filepond";
import "filepond/dist/filepond.css";
import { send } from "./_send";

setOptions({ server: "/upload" });
const pond = create(document.querySelector("#cv")!, { name: "cv", credits: false });
create(document.querySelector("#photos")!, { name: "photos", credits: false, allowMultiple: true });

const form = document.querySelector("form")!;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector<HTMLElement>(".field-error")!;
  problem.textContent = pond.getFiles().length ? "" : "Please add your CV";
  problem.hidden = !problem.textContent;
  if (problem.textContent) return;
  const answer = await send(Object.fromEntries(new FormData(form)));
  problem.textContent = Object.values(answer.errors).join(" ");
  problem.hidden = answer.ok;
  if (answer.ok) form.innerHTML = "<p>We have got it.</p>";
});
