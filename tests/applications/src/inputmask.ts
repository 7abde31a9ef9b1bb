/* A transfer with Inputmask: the boxes fill themselves with the mask at the first focus. */
import Inputmask from "inputmask";
import { send } from "./_send";

const form = document.querySelector("form")!;
Inputmask("99/99/9999", { placeholder: "dd/mm/yyyy", showMaskOnHover: false }).mask("#day");
Inputmask("(999) 999-9999", { showMaskOnHover: false }).mask("#phone");
Inputmask({ alias: "currency", prefix: "$ ", rightAlign: false }).mask("#amount");
Inputmask("aa99 9999 9999 9999", { casing: "upper", showMaskOnHover: false }).mask("#account");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const box of form.querySelectorAll<HTMLInputElement>("#day, #phone, #account")) {
    const isGood = (box as HTMLInputElement & { inputmask: { isComplete(): boolean } }).inputmask.isComplete();
    box.setAttribute("aria-invalid", `${!isGood}`);
    document.getElementById(box.id + "-error")!.textContent = isGood ? "" : "This is not complete";
  }
  if (form.querySelector("[aria-invalid=true]")) return;
  const answer = await send(Object.fromEntries(new FormData(form)));
  if (answer.ok) location.assign("/done");
  else document.getElementById("failure")!.textContent = Object.values(answer.errors).join(" ");
});
