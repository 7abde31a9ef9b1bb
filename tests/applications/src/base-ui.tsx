/* A subscription of Base UI's parts, with its fields and its form. */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Checkbox } from "@base-ui/react/checkbox";
import { Combobox } from "@base-ui/react/combobox";
import { Field } from "@base-ui/react/field";
import { Form } from "@base-ui/react/form";
import { NumberField } from "@base-ui/react/number-field";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Select } from "@base-ui/react/select";
import { Switch } from "@base-ui/react/switch";
import { createRoot } from "react-dom/client";
import { useSending } from "./_useSending";

const Subscription = () => {
  const { errors, sent, submit } = useSending();
  if (sent) return <p>It comes by post.</p>;
  return (
    <Form id="subscription" onSubmit={submit} errors={errors} style={{ width: 420, display: "grid", gap: 8 }}>
      <Field.Root name="name"><Field.Label>Name</Field.Label><Field.Control required /><Field.Error /></Field.Root>
      <Field.Root name="paper"><Field.Label>Paper</Field.Label><Select.Root name="paper" items={{ day: "Daily", week: "Weekly" }}><Select.Trigger><Select.Value /></Select.Trigger>
        <Select.Portal><Select.Positioner><Select.Popup><Select.Item value="day"><Select.ItemText>Daily</Select.ItemText></Select.Item><Select.Item value="week"><Select.ItemText>Weekly</Select.ItemText></Select.Item></Select.Popup></Select.Positioner></Select.Portal></Select.Root></Field.Root>
      <Field.Root name="topics"><Field.Label>Topics</Field.Label><Combobox.Root items={["Art", "Sport"]} multiple><Combobox.Chips><Combobox.Value>{(all: string[]) => <>{all.map((one) => <Combobox.Chip key={one}>{one}</Combobox.Chip>)}<Combobox.Input /></>}</Combobox.Value></Combobox.Chips>
        <Combobox.Portal><Combobox.Positioner><Combobox.Popup><Combobox.List>{(item: string) => <Combobox.Item key={item} value={item}>{item}</Combobox.Item>}</Combobox.List></Combobox.Popup></Combobox.Positioner></Combobox.Portal></Combobox.Root></Field.Root>
      <Field.Root name="copies"><NumberField.Root min={1}><Field.Label>Copies</Field.Label><NumberField.Group><NumberField.Decrement>−</NumberField.Decrement><NumberField.Input /><NumberField.Increment>+</NumberField.Increment></NumberField.Group></NumberField.Root></Field.Root>
      <RadioGroup name="pay" aria-labelledby="pay"><span id="pay">You pay</span>{["monthly", "yearly"].map((one) => <label key={one}><Radio.Root value={one} style={{ width: 16, height: 16, display: "inline-block", border: "1px solid" }}><Radio.Indicator /></Radio.Root>{one}</label>)}</RadioGroup>
      <label><Switch.Root name="news" style={{ width: 40, height: 20, display: "inline-block", background: "#ddd" }}><Switch.Thumb /></Switch.Root> Also by mail</label>
      <label><Checkbox.Root name="agree" style={{ width: 16, height: 16, display: "inline-block", border: "1px solid" }}><Checkbox.Indicator>✓</Checkbox.Indicator></Checkbox.Root> I agree</label>
      <button type="submit">Subscribe</button>
    </Form>
  );
};

createRoot(document.getElementById("app")!).render(<Subscription />);
