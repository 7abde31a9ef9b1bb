/* A boat's hire in Quasar. */
import "quasar/dist/quasar.css";
import * as Q from "quasar";
import { createApp, reactive, ref } from "vue";
import { send } from "./_send";

createApp({
  setup() {
    const hire = reactive({ name: "", boat: null, sails: [], day: "", trip: "", hours: 2, motor: false, gear: [], note: "", agree: false });
    const sent = ref(false);
    const submit = async () => (sent.value = (await send(hire)).ok);
    return { hire, sent, submit, needed: (value: string) => !!value || "Your name, please" };
  },
  template: `
    <p v-if="sent">Ahoy!</p>
    <q-form v-else id="hire" @submit="submit" style="width: 420px">
      <q-input v-model="hire.name" name="name" label="Name" :rules="[needed]" lazy-rules />
      <q-select v-model="hire.boat" name="boat" label="Boat" :options="['Yawl', 'Ketch']" />
      <q-select v-model="hire.sails" label="Sails" multiple use-chips :options="['Jib', 'Main']" />
      <q-input v-model="hire.day" name="day" label="Day" mask="date" />
      <q-option-group v-model="hire.trip" name="trip" aria-label="Trip" :options="[{ label: 'Short', value: 's' }, { label: 'Long', value: 'l' }]" />
      <q-slider v-model="hire.hours" name="hours" aria-label="Hours" :min="1" :max="8" />
      <q-toggle v-model="hire.motor" name="motor" label="With a motor" />
      <q-input type="textarea" v-model="hire.note" name="note" label="Note" />
      <q-checkbox v-model="hire.agree" name="agree" label="I can swim" />
      <q-btn type="submit" label="Hire" />
    </q-form>`,
}).use(Q.Quasar, { components: Q as never }).mount("#app");
