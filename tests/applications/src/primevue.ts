/* A flight in PrimeVue, drawn without a theme. */
import Button from "primevue/button";
import Checkbox from "primevue/checkbox";
import DatePicker from "primevue/datepicker";
import PrimeVue from "primevue/config";
import InputNumber from "primevue/inputnumber";
import InputText from "primevue/inputtext";
import MultiSelect from "primevue/multiselect";
import RadioButton from "primevue/radiobutton";
import Rating from "primevue/rating";
import Select from "primevue/select";
import SelectButton from "primevue/selectbutton";
import Textarea from "primevue/textarea";
import ToggleSwitch from "primevue/toggleswitch";
import AutoComplete from "primevue/autocomplete";
import { createApp, reactive, ref } from "vue";
import { send } from "./_send";

createApp({
  components: { AutoComplete, Button, Checkbox, DatePicker, InputNumber, InputText, MultiSelect, RadioButton, Rating, Select, SelectButton, Textarea, ToggleSwitch },
  setup() {
    const flight = reactive({ name: "", meal: null, extras: null, to: null, day: null, bags: null, way: null, seat: null, quiet: false, note: "", agree: false });
    const sent = ref(false);
    const errors = ref<Record<string, string>>({});
    const found = ref<string[]>([]);
    const search = ({ query }: { query: string }) => (found.value = ["Lima", "Lisbon"].filter((one) => one.startsWith(query)));
    const submit = async () => {
      errors.value = flight.meal ? {} : { meal: "Choose a meal" };
      if (!flight.meal) return;
      const answer = await send(flight);
      errors.value = answer.errors;
      sent.value = answer.ok;
    };
    return { flight, sent, errors, found, search, submit };
  },
  template: `
    <p v-if="sent">Have a good flight.</p>
    <form v-else id="flight" @submit.prevent="submit" style="width: 420px">
      <p><label for="name">Name</label><InputText id="name" name="name" v-model="flight.name" /></p>
      <p><label id="meal-label" for="meal">Meal</label><Select inputId="meal" aria-labelledby="meal-label" v-model="flight.meal" :options="['Fish', 'Rice']" placeholder="Choose" :invalid="!!errors.meal" /> <small v-if="errors.meal" class="p-error">{{ errors.meal }}</small></p>
      <p><label for="extras">Extras</label><MultiSelect inputId="extras" v-model="flight.extras" :options="['Bag', 'Seat']" /></p>
      <p><label for="to">To</label><AutoComplete inputId="to" v-model="flight.to" :suggestions="found" @complete="search" /></p>
      <p><label for="day">Day</label><DatePicker inputId="day" v-model="flight.day" /></p>
      <p><label for="bags">Bags</label><InputNumber inputId="bags" v-model="flight.bags" /></p>
      <div role="radiogroup" aria-label="Way"><RadioButton v-model="flight.way" inputId="one" name="way" value="one" /><label for="one">One way</label><RadioButton v-model="flight.way" inputId="two" name="way" value="two" /><label for="two">And back</label></div>
      <p><span id="seat">Seat</span><SelectButton aria-labelledby="seat" v-model="flight.seat" :options="['Aisle', 'Window']" /></p>
      <p><label for="quiet">I want it quiet</label><ToggleSwitch inputId="quiet" v-model="flight.quiet" style="position: relative; width: 40px; height: 20px; display: inline-block" /></p>
      <p><label for="note">Note</label><Textarea id="note" v-model="flight.note" /></p>
      <p><Checkbox v-model="flight.agree" inputId="agree" binary /><label for="agree">I agree</label></p>
      <Button type="submit" label="Book" />
    </form>`,
}).use(PrimeVue, { theme: "none" }).mount("#app");
