/* A guest's wishes in Mantine, whose form is held by its own hook. */
import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import { Button, Checkbox, Chip, Group, MantineProvider, MultiSelect, NumberInput, PinInput, Radio, SegmentedControl, Select, Slider, Switch, Text, TextInput, Textarea } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const Wishes = () => {
  const [sent, setSent] = useState(false);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", room: null as string | null, meals: [] as string[], nights: "", floor: "low", pay: "", day: null, warm: 20, pet: false, note: "", agree: false },
    validate: { name: (name) => (name.length < 2 ? "Name is too short" : null), room: (room) => (room ? null : "Choose a room") },
  });
  if (sent) return <Text>See you soon.</Text>;
  return (
    <form id="wishes" style={{ width: 420 }} onSubmit={form.onSubmit(async (values) => {
      const answer = await send(values);
      form.setErrors(answer.errors);
      setSent(answer.ok);
    })}>
      <TextInput label="Name" withAsterisk key={form.key("name")} {...form.getInputProps("name")} />
      <Select label="Room" data={["Garden", "Attic"]} key={form.key("room")} {...form.getInputProps("room")} />
      <MultiSelect label="Meals" data={["Breakfast", "Dinner"]} key={form.key("meals")} {...form.getInputProps("meals")} />
      <NumberInput label="Nights" min={1} key={form.key("nights")} {...form.getInputProps("nights")} />
      <SegmentedControl name="floor" aria-label="Floor" data={["low", "high"]} key={form.key("floor")} {...form.getInputProps("floor")} />
      <Radio.Group label="You pay by" name="pay" key={form.key("pay")} {...form.getInputProps("pay")}><Group><Radio value="card" label="Card" /><Radio value="cash" label="Cash" /></Group></Radio.Group>
      <DateInput label="From" key={form.key("day")} {...form.getInputProps("day")} />
      <Switch label="I bring a pet" key={form.key("pet")} {...form.getInputProps("pet", { type: "checkbox" })} />
      <Textarea label="Note" key={form.key("note")} {...form.getInputProps("note")} />
      <Checkbox label="I agree" key={form.key("agree")} {...form.getInputProps("agree", { type: "checkbox" })} />
      <Button type="submit">Ask</Button>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<MantineProvider><Wishes /></MantineProvider>);
