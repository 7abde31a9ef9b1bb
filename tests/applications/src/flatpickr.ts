/* A car hire with flatpickr: a date that a stand-in shows, a range, a time. */
import flatpickr from "flatpickr";
import "flatpickr/dist/flatpickr.css";
import { send } from "./_send";

const form = document.querySelector("form")!;
const pickers = [
  flatpickr("#birthday", { altInput: true, altFormat: "F j, Y", allowInput: true, disableMobile: true, defaultDate: undefined }),
  flatpickr("#days", { mode: "range", disableMobile: true }),
  flatpickr("#hour", { enableTime: true, noCalendar: true, time_24hr: true, disableMobile: true }),
];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = document.getElementById("days-error")!;
  const days = form.querySelector<HTMLInputElement>("#days")!;
  const show = (message: string) => {
    error.textContent = message;
    days.setAttribute("aria-invalid", `${!!message}`);
  };
  if (!days.value) return show("Choose the days");
  const answer = await send(Object.fromEntries(new FormData(form)));
  show(Object.values(answer.errors).join(" "));
  if (!answer.ok) return;
  for (const picker of pickers.flat()) picker.destroy();
  form.remove();
  document.getElementById("done")!.hidden = false;
});
