/* A task in Headless UI: combobox, listbox, switch, radio group without native controls. */
import { Checkbox, Combobox, ComboboxButton, ComboboxInput, ComboboxOption, ComboboxOptions, Description, Field, Input, Label } from "@headlessui/react";
import { Listbox, ListboxButton, ListboxOption, ListboxOptions, Radio, RadioGroup, Switch } from "@headlessui/react";
import { type FormEvent, useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const PEOPLE = ["Ana", "Ben", "Cid"];
const STATES = ["Open", "Under way", "Done"];

const Task = () => {
  const [typed, setTyped] = useState("");
  const [person, setPerson] = useState<string | null>(null);
  const [state, setState] = useState(STATES[0]!);
  const [weight, setWeight] = useState<string | null>(null);
  const [error, setError] = useState("");
  const [sent, setSent] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    if (!values.title) return setError("The task needs a title");
    const answer = await send(values);
    setError(Object.values(answer.errors).join(" "));
    setSent(answer.ok);
  };
  if (sent) return <p>The task is there.</p>;
  return (
    <form id="task" onSubmit={submit} style={{ display: "grid", gap: 12, width: 400 }}>
      <Field><Label>Title</Label> <Input name="title" invalid={!!error} /> {error && <Description className="text-danger">{error}</Description>}</Field>
      <Field><Label>Who does it</Label>
        <Combobox name="person" value={person} onChange={setPerson} immediate>
          <ComboboxInput onChange={(event) => setTyped(event.target.value)} /><ComboboxButton>▾</ComboboxButton>
          <ComboboxOptions anchor="bottom">{PEOPLE.filter((name) => name.toLowerCase().includes(typed.toLowerCase())).map((name) => (
            <ComboboxOption key={name} value={name}>{name}</ComboboxOption>))}</ComboboxOptions>
        </Combobox></Field>
      <Field><Label>State</Label>
        <Listbox name="state" value={state} onChange={setState}>
          <ListboxButton>{state}</ListboxButton>
          <ListboxOptions anchor="bottom">{STATES.map((name) => <ListboxOption key={name} value={name}>{name}</ListboxOption>)}</ListboxOptions>
        </Listbox></Field>
      <Field><Label>Weight</Label>
        <RadioGroup name="weight" value={weight} onChange={setWeight}>{["Small", "Large"].map((name) => (
          <Radio key={name} value={name} as="span" style={{ marginRight: 12 }}>{({ checked }) => <>{checked ? "◉" : "○"} {name}</>}</Radio>))}</RadioGroup></Field>
      <Field><Label>Urgent</Label> <Switch name="urgent">{({ checked }) => <>{checked ? "on" : "off"}</>}</Switch></Field>
      <Field><Checkbox name="notify">{({ checked }) => <span>{checked ? "☑" : "☐"}</span>}</Checkbox> <Label>Tell the others</Label></Field>
      <button>Add</button>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<Task />);
