/* A sign-up: VeeValidate's components in a Vue application whose router is the history. */
import { ErrorMessage, Field, Form } from "vee-validate";
import { createApp, ref } from "vue";
import { send } from "./_send";

const required = (what: string) => (value: unknown) => (value ? true : `${what} is required`);

createApp({
  components: { ErrorMessage, Field, Form },
  setup() {
    const page = ref(location.pathname);
    const business = ref(false);
    const email = (value: string) => (/@/.test(value || "") ? true : "This is no email address");
    const password = (value: string) => ((value || "").length > 7 ? true : "At least 8 characters");
    const submit = async (values: unknown, { setErrors }: { setErrors: (errors: Record<string, string>) => void }) => {
      const answer = await send(values);
      setErrors(answer.errors);
      if (!answer.ok) return;
      history.pushState({}, "", "/welcome");
      page.value = "/welcome";
    };
    return { page, business, required, email, password, submit };
  },
  template: `
    <main v-if="page == '/welcome'"><h1>Welcome</h1></main>
    <Form v-else @submit="submit" v-slot="{ isSubmitting }" class="sign-up" :initial-values="{ plan: '', interests: [] }">
      <h2>Create your account</h2>
      <p><label for="name">Name</label><Field id="name" name="name" :rules="required('Name')" /><ErrorMessage name="name" class="error" /></p>
      <p><label for="email">E-mail</label><Field id="email" name="email" type="email" :rules="email" /><ErrorMessage name="email" class="error" /></p>
      <p><label for="password">Password</label><Field id="password" name="password" type="password" :rules="password" /><ErrorMessage name="password" class="error" /></p>
      <p><label for="plan">Plan</label><Field id="plan" name="plan" as="select" :rules="required('Plan')">
        <option value="">Choose</option><option value="free">Free</option><option value="team">Team</option></Field><ErrorMessage name="plan" class="error" /></p>
      <fieldset><legend>Interests</legend>
        <label><Field type="checkbox" name="interests" value="art" /> Art</label>
        <label><Field type="checkbox" name="interests" value="music" /> Music</label></fieldset>
      <p><label><input type="checkbox" v-model="business" name="business"> For a company</label></p>
      <p v-if="business"><label for="company">Company</label><Field id="company" name="company" :rules="required('Company')" /><ErrorMessage name="company" class="error" /></p>
      <button :disabled="isSubmitting">Sign up</button>
    </Form>`,
}).mount("#app");
