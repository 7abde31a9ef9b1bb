/* A delivery in Element Plus, with its form's own rules. */
import "element-plus/dist/index.css";
import ElementPlus from "element-plus";
import { createApp, reactive, ref } from "vue";
import { send } from "./_send";

createApp({
  setup() {
    const order = reactive({ name: "", shop: "", things: [], path: [], day: "", how: "", count: undefined, fast: false, stars: 0, note: "", agree: false });
    const sent = ref(false);
    const form = ref<{ validate(): Promise<boolean> }>();
    const submit = async () => {
      if (!(await form.value!.validate().catch(() => false))) return;
      sent.value = (await send(order)).ok;
    };
    const rules = { name: [{ required: true, message: "Please say who you are" }] };
    const places = [{ value: "n", label: "North", children: [{ value: "a", label: "Ashton" }] }];
    return { order, sent, form, submit, rules, places };
  },
  template: `
    <p v-if="sent">It is on its way.</p>
    <el-form v-else id="delivery" ref="form" :model="order" :rules="rules" label-width="120px" style="width: 460px" @submit.prevent>
      <el-form-item label="Name" prop="name"><el-input v-model="order.name" /></el-form-item>
      <el-form-item label="Shop" prop="shop"><el-select v-model="order.shop"><el-option label="Baker" value="b" /><el-option label="Grocer" value="g" /></el-select></el-form-item>
      <el-form-item label="Things" prop="things"><el-select v-model="order.things" multiple filterable><el-option label="Bread" value="b" /><el-option label="Milk" value="m" /></el-select></el-form-item>
      <el-form-item label="Day" prop="day"><el-date-picker v-model="order.day" type="date" /></el-form-item>
      <el-form-item label="How" prop="how"><el-radio-group v-model="order.how"><el-radio value="bike">Bike</el-radio><el-radio value="car">Car</el-radio></el-radio-group></el-form-item>
      <el-form-item label="Boxes" prop="count"><el-input-number v-model="order.count" :min="1" /></el-form-item>
      <el-form-item label="Fast" prop="fast"><el-switch v-model="order.fast" /></el-form-item>
      <el-form-item label="Stars" prop="stars"><el-rate v-model="order.stars" /></el-form-item>
      <el-form-item label="Note" prop="note"><el-input type="textarea" v-model="order.note" /></el-form-item>
      <el-form-item prop="agree"><el-checkbox v-model="order.agree" label="I am at home" /></el-form-item>
      <el-button type="primary" @click="submit">Order</el-button>
    </el-form>`,
}).use(ElementPlus).mount("#app");
