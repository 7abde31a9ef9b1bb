/* A survey with Choices.js over two selects and a text box, sent by XMLHttpRequest. */
import Choices from "choices.js";
import "choices.js/public/assets/styles/choices.css";

const form = document.querySelector("form")!;
for (const box of form.querySelectorAll<HTMLSelectElement>("select, #words")) new Choices(box, { shouldSort: false });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", "/api");
  request.onload = () => {
    const failure = document.getElementById("failure")!;
    failure.hidden = request.status < 400;
    if (request.status < 400) form.replaceWith("Thank you for your answers");
  };
  request.send(new FormData(form));
});
