/* A registration in an open shadow root, its text fields and its star rating custom elements with ElementInternals. */
import { css, html, LitElement } from "lit";
import { send } from "./_send";

class TownInput extends LitElement {
  static formAssociated = true;
  static properties = { label: {}, name: {}, type: {}, error: {}, required: { type: Boolean } };
  static styles = css`:host { display: block; margin: 8px } label { display: block } .message { color: #b00 }`;
  declare label: string;
  declare type: string;
  declare error: string;
  declare required: boolean;
  internals = this.attachInternals();
  value = "";

  render() {
    return html`<label for="box">${this.label}</label>
      <input id="box" .type=${this.type || "text"} .value=${this.value} ?required=${this.required}
        aria-invalid=${this.error ? "true" : "false"} aria-describedby="message" @input=${this.changed}>
      <div id="message" class="message">${this.error}</div>`;
  }

  changed(event: Event) {
    this.value = (event.target as HTMLInputElement).value;
    this.internals.setFormValue(this.value);
    this.error = "";
  }
}

class StarRating extends LitElement {
  static formAssociated = true;
  static properties = { value: { type: Number } };
  static styles = css`:host { display: inline-block; margin: 8px; cursor: pointer }`;
  declare value: number;
  internals = this.attachInternals();

  connectedCallback() {
    super.connectedCallback();
    this.tabIndex = 0;
    Object.assign(this.internals, { role: "slider", ariaValueMin: "0", ariaValueMax: "5" });
    this.addEventListener("click", (event) => this.set(Math.ceil((event.offsetX / this.offsetWidth) * 5)));
    this.addEventListener("keydown", ({ key }) => {
      if (key == "ArrowRight") this.set((this.value || 0) + 1);
      if (key == "ArrowLeft") this.set((this.value || 0) - 1);
    });
  }

  set(value: number) {
    this.value = Math.max(0, Math.min(5, value));
    this.internals.setFormValue(`${this.value}`);
    this.internals.ariaValueNow = `${this.value}`;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  render() {
    return html`${[1, 2, 3, 4, 5].map((star) => (star <= this.value ? "★" : "☆"))}`;
  }
}

class RegistrationForm extends LitElement {
  static properties = { errors: { state: true }, sent: { state: true } };
  declare errors: Record<string, string>;
  declare sent: boolean;

  constructor() {
    super();
    this.errors = {};
  }

  async submit(event: SubmitEvent) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target as HTMLFormElement));
    this.errors = { ...(values.first ? {} : { first: "First name is missing" }), ...(/@/.test(`${values.mail}`) ? {} : { mail: "E-mail is missing" }) };
    if (Object.keys(this.errors).length) return;
    const answer = await send(values);
    this.errors = answer.errors;
    this.sent = answer.ok;
  }

  render() {
    if (this.sent) return html`<p>You are registered.</p>`;
    return html`<form id="registration" novalidate @submit=${this.submit}>
      <h3>Register</h3>
      <town-input name="first" label="First name" required .error=${this.errors.first || ""}></town-input>
      <town-input name="last" label="Last name"></town-input>
      <town-input name="mail" label="E-mail" type="email" required .error=${this.errors.mail || ""}></town-input>
      <label>Day <select name="day"><option value="">Any</option><option>Friday</option><option>Saturday</option></select></label>
      <star-rating name="stars" aria-label="How do you like us?"></star-rating>
      <label><input type="checkbox" name="news"> Send me news</label>
      <button>Register</button>
    </form>`;
  }
}

customElements.define("town-input", TownInput);
customElements.define("star-rating", StarRating);
customElements.define("registration-form", RegistrationForm);
