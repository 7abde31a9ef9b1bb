/* What most small pages do with a submit: send it, say in an alert what the server refuses, and thank where the form was. */
import { send } from "./_send";

export const submits = (form: HTMLFormElement): void => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await send(Object.fromEntries(new FormData(form)));
    const alert = form.querySelector<HTMLElement>("[role=alert]");
    if (alert) alert.textContent = Object.values(answer.errors).join(" ");
    if (answer.ok) form.replaceWith("Thank you!");
  });
};
