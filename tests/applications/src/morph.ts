/* A basket as Livewire's kind does it: every change goes to the server, whose page is morphed over the old one. */
import { Idiomorph } from "idiomorph";

const state: Record<string, unknown> = {};
const draw = (page: string) => {
  Idiomorph.morph(document.getElementById("basket")!, page, { ignoreActiveValue: true });
  for (const field of document.querySelectorAll<HTMLInputElement>("#basket [name]")) {
    if (field.type == "checkbox") field.checked = !!state[field.name];
    else field.value = `${state[field.name] ?? ""}`;
  }
};
const call = async (what: string) => {
  const answer = await fetch(`/live/${what}`, { method: "POST", body: JSON.stringify(state) });
  draw(await answer.text());
};
document.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement;
  state[field.name] = field.type == "checkbox" ? field.checked : field.value;
  void call("change");
});
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[wire\\:click]")) void call("save");
});
