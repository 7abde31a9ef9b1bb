/* An adoption with FormKit: its schema draws fields, messages and the state of the form. */
import { defaultConfig, plugin } from "@formkit/vue";
import { createApp, ref } from "vue";
import { send } from "./_send";

createApp({
  setup() {
    const sent = ref(false);
    const submit = async (values: object, node: { setErrors(all: string[], by: Record<string, string>): void }) => {
      const answer = await send(values);
      if (!answer.ok) return node.setErrors(["Something is wrong"], answer.errors);
      sent.value = true;
    };
    return { sent, submit };
  },
  template: `
    <p v-if="sent">The cat waits.</p>
    <FormKit v-else type="form" id="adoption" submit-label="Adopt" @submit="submit">
      <FormKit type="text" name="name" label="Name" validation="required" />
      <FormKit type="email" name="email" label="E-mail" validation="required|email" />
      <FormKit type="select" name="cat" label="Cat" placeholder="Choose" :options="['Tom', 'Kit']" />
      <FormKit type="radio" name="home" label="Home" :options="['House', 'Flat']" />
      <FormKit type="checkbox" name="pets" label="Other pets" :options="['Dog', 'Bird']" />
      <FormKit type="range" name="age" label="Age" min="1" max="9" />
      <FormKit type="textarea" name="why" label="Why" />
      <FormKit type="checkbox" name="agree" label="I care for it" />
    </FormKit>`,
}).use(plugin, defaultConfig()).mount("#app");
