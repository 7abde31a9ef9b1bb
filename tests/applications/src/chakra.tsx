/* A course's sign-up in Chakra, whose widgets are Ark's state machines. */
import { Button, ChakraProvider, Checkbox, Field, Fieldset, Input, NumberInput, PinInput, Portal, RadioGroup, RatingGroup, Select, Slider, Switch, Textarea, createListCollection, defaultSystem } from "@chakra-ui/react";
import { createRoot } from "react-dom/client";
import { useSending } from "./_useSending";

const courses = createListCollection({ items: [{ label: "Pottery", value: "pottery" }, { label: "Weaving", value: "weaving" }] });

const SignUp = () => {
  const { errors, sent, submit } = useSending();
  if (sent) return <p>You are in.</p>;
  return (
    <form id="course" onSubmit={submit} style={{ width: 420 }}>
      <Field.Root required invalid={!!errors.name}><Field.Label>Name</Field.Label><Input name="name" /><Field.ErrorText>{errors.name}</Field.ErrorText></Field.Root>
      <Select.Root collection={courses} name="course"><Select.HiddenSelect /><Select.Label>Course</Select.Label>
        <Select.Control><Select.Trigger><Select.ValueText placeholder="Choose" /></Select.Trigger></Select.Control>
        <Portal><Select.Positioner><Select.Content>{courses.items.map((item) => <Select.Item item={item} key={item.value}>{item.label}</Select.Item>)}</Select.Content></Select.Positioner></Portal></Select.Root>
      <NumberInput.Root name="age" min={6}><NumberInput.Label>Age</NumberInput.Label><NumberInput.Control /><NumberInput.Input /></NumberInput.Root>
      <RadioGroup.Root name="when"><RadioGroup.Label>When</RadioGroup.Label>{["Morning", "Evening"].map((when) => (
        <RadioGroup.Item key={when} value={when}><RadioGroup.ItemHiddenInput /><RadioGroup.ItemIndicator /><RadioGroup.ItemText>{when}</RadioGroup.ItemText></RadioGroup.Item>))}</RadioGroup.Root>
      <RatingGroup.Root name="stars" count={5}><RatingGroup.Label>How good are you?</RatingGroup.Label><RatingGroup.HiddenInput /><RatingGroup.Control /></RatingGroup.Root>
      <PinInput.Root name="code"><PinInput.Label>Your code</PinInput.Label><PinInput.HiddenInput /><PinInput.Control>{[0, 1, 2, 3].map((at) => <PinInput.Input key={at} index={at} />)}</PinInput.Control></PinInput.Root>
      <Switch.Root name="mail"><Switch.HiddenInput /><Switch.Control /><Switch.Label>Write to me</Switch.Label></Switch.Root>
      <Field.Root><Field.Label>Anything else?</Field.Label><Textarea name="else" /></Field.Root>
      <Checkbox.Root name="agree"><Checkbox.HiddenInput /><Checkbox.Control /><Checkbox.Label>I agree</Checkbox.Label></Checkbox.Root>
      <Button type="submit">Sign up</Button>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<ChakraProvider value={defaultSystem}><SignUp /></ChakraProvider>);
