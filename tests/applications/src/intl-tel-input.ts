/* A call-back with intl-tel-input, which adds a list of countries to the phone's box. */
import intlTelInput from "intl-tel-input/intlTelInputWithUtils";
import "intl-tel-input/dist/css/intlTelInput.css";
import { send } from "./_send";

const form = document.querySelector("form")!;
const phone = form.querySelector<HTMLInputElement>("#phone")!;
const picker = intlTelInput(phone, { initialCountry: "us", separateDialCode: true, countrySearch: true });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const message = document.getElementById("phone-error")!;
  const isGood = picker.isValidNumber();
  message.textContent = isGood ? "" : "This number does not exist";
  phone.classList.toggle("is-invalid", !isGood);
  phone.setAttribute("aria-invalid", `${!isGood}`);
  if (!isGood) return;
  const answer = await send({ ...Object.fromEntries(new FormData(form)), phone: picker.getNumber() });
  document.getElementById("failure")!.textContent = Object.values(answer.errors).join(" ");
  if (answer.ok) form.outerHTML = "<p>We call you back.</p>";
});
