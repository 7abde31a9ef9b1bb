/* A contact in a modal of Bootstrap, checked as its documentation shows. */
import "bootstrap/dist/css/bootstrap.css";
import { Modal, Toast } from "bootstrap";
import { send } from "./_send";

const form = document.querySelector("form")!;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const right = form.checkValidity();
  form.classList.add("was-validated");
  if (!right) return;
  const answer = await send(Object.fromEntries(new FormData(form)));
  if (!answer.ok) return Object.assign(document.getElementById("failure")!, { textContent: answer.errors.form, hidden: false });
  form.reset();
  form.classList.remove("was-validated");
  Modal.getInstance("#contact")!.hide();
  new Toast("#toast").show();
});
