/* A wizard of three steps with jQuery Steps and jQuery Validation, sent by jQuery's ajax. */
import "./_jquery";
import "jquery-validation";
import "jquery-steps/build/jquery.steps.js";
import "jquery-steps/demo/css/jquery.steps.css";
import $ from "jquery";

const form = $("#wizard") as JQuery & { steps(options: object): void; validate(options: object): { settings: { ignore: string } } };
const check = form.validate({
  errorPlacement: (error: JQuery, element: JQuery) => void element.after(error),
  messages: { user: "Choose a name", password: "Choose a password", surname: "Your surname, please", email: "Your address, please" },
});
const isValid = (): boolean => {
  check.settings.ignore = ":disabled,:hidden";
  return (form as JQuery & { valid(): boolean }).valid();
};
form.steps({
  headerTag: "h3",
  bodyTag: "section",
  transitionEffect: "none",
  onStepChanging: (_: unknown, from: number, to: number) => to < from || isValid(),
  onFinishing: isValid,
  onFinished: () => {
    $.ajax({ url: "/api", method: "POST", data: form.serialize() })
      .done(() => form.replaceWith("<h1>Your account is made</h1>"))
      .fail(() => form.prepend('<p class="alert alert-danger" role="alert">The server could not make it</p>'));
  },
});
