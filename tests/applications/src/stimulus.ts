/* A donation in Stimulus: a controller shows one step after the other. */
import { Application, Controller } from "@hotwired/stimulus";
import { send } from "./_send";

class Donation extends Controller<HTMLFormElement> {
  static targets = ["step", "error", "company"];
  declare stepTargets: HTMLElement[];
  declare errorTarget: HTMLElement;
  declare companyTarget: HTMLElement;

  showCompany({ target }: { target: HTMLInputElement }) {
    this.companyTarget.hidden = !target.checked;
  }

  async submit(event: Event) {
    event.preventDefault();
    const answer = await send(Object.fromEntries(new FormData(this.element)));
    this.errorTarget.textContent = Object.values(answer.errors).join(" ");
    this.errorTarget.hidden = answer.ok;
    if (!answer.ok) return;
    this.element.reset();
    this.element.dispatchEvent(new CustomEvent("donation:done", { bubbles: true }));
    document.getElementById("toast")!.textContent = "Thank you for your gift";
  }
}

Application.start().register("donation", Donation);
