/* A hire in Vaadin's web components: their inputs are slotted into the light tree. */
import "@vaadin/button";
import "@vaadin/checkbox";
import "@vaadin/combo-box";
import "@vaadin/date-picker";
import "@vaadin/email-field";
import "@vaadin/multi-select-combo-box";
import "@vaadin/number-field";
import "@vaadin/radio-group";
import "@vaadin/select";
import "@vaadin/text-field";
import { send } from "./_send";

const main = document.querySelector("main")!;
const field = (name: string) => main.querySelector<HTMLElement & { value: string; invalid: boolean; errorMessage: string; validate(): boolean }>(`#${name}`)!;
Object.assign(field("work"), { items: [{ label: "Full time", value: "full" }, { label: "Part time", value: "part" }] });
Object.assign(field("town"), { items: ["Lima", "Oslo"] });
Object.assign(field("skills"), { items: ["Cooking", "Sewing"] });
main.querySelector("vaadin-button")!.addEventListener("click", async () => {
  if (!["person", "email"].map((name) => field(name).validate()).every(Boolean)) return;
  const answer = await send({ person: field("person").value });
  for (const [name, message] of Object.entries(answer.errors)) Object.assign(field(name), { errorMessage: message, invalid: true });
  if (answer.ok) main.innerHTML = "<h1>Welcome to us</h1>";
});
