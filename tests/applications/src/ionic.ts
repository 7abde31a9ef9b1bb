/* A feedback form in Ionic: its inputs stand in the light tree, its toggles, selects and ranges in shadow roots. */
import { initialize } from "@ionic/core/components";
import { defineCustomElement as button } from "@ionic/core/components/ion-button.js";
import { defineCustomElement as checkbox } from "@ionic/core/components/ion-checkbox.js";
import { defineCustomElement as input } from "@ionic/core/components/ion-input.js";
import { defineCustomElement as item } from "@ionic/core/components/ion-item.js";
import { defineCustomElement as list } from "@ionic/core/components/ion-list.js";
import { defineCustomElement as popover } from "@ionic/core/components/ion-popover.js";
import { defineCustomElement as radio } from "@ionic/core/components/ion-radio.js";
import { defineCustomElement as radioGroup } from "@ionic/core/components/ion-radio-group.js";
import { defineCustomElement as range } from "@ionic/core/components/ion-range.js";
import { defineCustomElement as select } from "@ionic/core/components/ion-select.js";
import { defineCustomElement as selectOption } from "@ionic/core/components/ion-select-option.js";
import { defineCustomElement as selectPopover } from "@ionic/core/components/ion-select-popover.js";
import { defineCustomElement as textarea } from "@ionic/core/components/ion-textarea.js";
import { defineCustomElement as toggle } from "@ionic/core/components/ion-toggle.js";
import "@ionic/core/css/core.css";
import { send } from "./_send";

initialize({ mode: "md" });
for (const define of [button, checkbox, input, item, list, popover, radio, radioGroup, range, select, selectOption, selectPopover, textarea, toggle]) define();

const form = document.querySelector("form")!;
const error = (name: string, message: string) => {
  const field = form.querySelector<HTMLIonInputElement>(`ion-input[name=${name}]`)!;
  field.errorText = message;
  field.classList.toggle("ion-invalid", !!message);
  field.classList.toggle("ion-touched", !!message);
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  error("name", values.name ? "" : "We need a name");
  error("email", /@/.test(`${values.email}`) ? "" : "We need an address");
  if (form.querySelector(".ion-invalid")) return;
  const answer = await send(values);
  for (const [name, message] of Object.entries(answer.errors)) error(name, message);
  if (answer.ok) form.replaceWith("Thank you!");
});
