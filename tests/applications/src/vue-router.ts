/* A shop's checkout in Vue Router's routes within one form, the address found by writing. */
import { createApp, reactive, ref } from "vue";
import { createRouter, createWebHashHistory } from "vue-router";
import { send } from "./_send";

const cart = reactive({ street: "", city: "", ship: "", card: "", gift: false, note: "" });
const found = ref<string[]>([]);
const look = () => (found.value = cart.street.length > 1 ? ["1 Mill Road, Lima", "2 Mill Road, Lima"] : []);
const take = (one: string) => {
  [cart.street, cart.city] = one.split(", ") as [string, string];
  found.value = [];
};
const Address = { setup: () => ({ cart, found, look, take }), template: `<section><h2>Address</h2>
  <label for="street">Street</label><input id="street" v-model="cart.street" @input="look" autocomplete="off" role="combobox" aria-controls="found" :aria-expanded="found.length > 0">
  <ul id="found" role="listbox"><li v-for="one in found" role="option" @mousedown.prevent="take(one)">{{ one }}</li></ul>
  <label for="city">City</label><input id="city" v-model="cart.city"><router-link to="/ship" custom v-slot="{ navigate }"><button type="button" @click="navigate">Continue</button></router-link></section>` };
const Ship = { setup: () => ({ cart }), template: `<section><h2>Shipping</h2><label v-for="one in ['post', 'bike']"><input type="radio" name="ship" :value="one" v-model="cart.ship">{{ one }}</label>
  <label><input type="checkbox" name="gift" v-model="cart.gift"> It is a gift</label><router-link to="/pay" custom v-slot="{ navigate }"><button type="button" @click="navigate">Continue</button></router-link></section>` };
const Pay = { setup: () => ({ cart }), template: `<section><h2>Payment</h2><label>Card number <input name="card" inputmode="numeric" v-model="cart.card"></label><button type="submit">Pay</button></section>` };
const Thanks = { template: "<h1>Thank you for your order</h1>" };
const router = createRouter({ history: createWebHashHistory(), routes: [{ path: "/", component: Address }, { path: "/ship", component: Ship }, { path: "/pay", component: Pay }, { path: "/thanks", component: Thanks }] });
createApp({
  setup() {
    const failure = ref("");
    const submit = async () => {
      const answer = await send(cart);
      failure.value = answer.errors.card ?? "";
      if (answer.ok) await router.push("/thanks");
    };
    return { failure, submit, router };
  },
  template: `<component :is="router.currentRoute.value.path == '/thanks' ? 'div' : 'form'" id="checkout" @submit.prevent="submit"><p v-if="failure" role="alert" class="alert">{{ failure }}</p><router-view /></component>`,
}).use(router).mount("#app");
