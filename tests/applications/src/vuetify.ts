/* A garden's plan in Vuetify. */
import "vuetify/styles";
import { createApp, reactive, ref } from "vue";
import { createVuetify } from "vuetify";
import * as components from "vuetify/components";
import { send } from "./_send";

createApp({
  setup() {
    const plan = reactive({ name: "", shape: null, plants: [], tools: [], size: 3, water: null, shed: false, note: "", agree: false, people: 1 });
    const sent = ref(false);
    const errors = ref<Record<string, string>>({});
    const submit = async (event: Promise<{ valid: boolean }>) => {
      if (!(await event).valid) return;
      const answer = await send(plan);
      errors.value = answer.errors;
      sent.value = answer.ok;
    };
    return { plan, sent, errors, submit, required: (value: unknown) => !!value || "It is needed" };
  },
  template: `
    <v-app><v-main>
      <p v-if="sent">It will be green.</p>
      <v-form v-else id="garden" @submit.prevent="submit" validate-on="submit lazy" style="width: 420px">
        <v-text-field v-model="plan.name" name="name" label="Name" :rules="[required]" :error-messages="errors.name" />
        <v-select v-model="plan.shape" name="shape" label="Shape" :items="['Round', 'Square']" />
        <v-autocomplete v-model="plan.plants" label="Plants" multiple chips :items="['Rose', 'Lily']" />
        <v-combobox v-model="plan.tools" label="Tools" multiple chips :items="['Spade']" />
        <v-slider v-model="plan.size" name="size" label="Size" :max="10" :step="1" />
        <v-radio-group v-model="plan.water" name="water" label="Water"><v-radio label="Rain" value="rain" /><v-radio label="Tap" value="tap" /></v-radio-group>
        <v-switch v-model="plan.shed" name="shed" label="With a shed" />
        <v-textarea v-model="plan.note" name="note" label="Note" rows="2" />
        <v-checkbox v-model="plan.agree" name="agree" label="I agree" />
        <v-btn type="submit">Plan</v-btn>
      </v-form>
    </v-main></v-app>`,
}).use(createVuetify({ components })).mount("#app");
