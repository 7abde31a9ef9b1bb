/* A newsletter's preferences in Alpine: state in the markup. */
import Alpine from "alpinejs";
import { send } from "./_send";

Alpine.data("preferences", () => ({
  name: "",
  email: "",
  often: "",
  topics: [] as string[],
  other: "",
  errors: {} as Record<string, string>,
  sent: false,
  async submit() {
    this.errors = { ...(this.name ? {} : { name: "A name, please" }), ...(/@/.test(this.email) ? {} : { email: "An address, please" }) };
    if (Object.keys(this.errors).length) return;
    const answer = await send({ name: this.name, email: this.email });
    this.errors = answer.errors;
    this.sent = answer.ok;
  },
}));
Alpine.start();
