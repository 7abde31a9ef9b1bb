/* An appointment of React Aria's components: dates in segments, a list, tags to choose. */
import { Button, Checkbox, CheckboxGroup, ComboBox, DateField, DateInput, DateSegment, FieldError, Form, Input, Label, ListBox, ListBoxItem, NumberField, Popover, Radio, RadioGroup, Select, SelectValue, Slider, SliderThumb, SliderTrack, Switch, TextArea, TextField } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { useSending } from "./_useSending";

const Appointment = () => {
  const { errors, sent, submit } = useSending();
  if (sent) return <p>We wait for you.</p>;
  return (
    <Form id="appointment" onSubmit={submit} validationErrors={errors} style={{ width: 420, display: "grid", gap: 8 }}>
      <TextField name="name" isRequired><Label>Name</Label><Input /><FieldError /></TextField>
      <Select name="doctor"><Label>Doctor</Label><Button><SelectValue /></Button><Popover><ListBox><ListBoxItem id="a">Dr Ames</ListBoxItem><ListBoxItem id="b">Dr Bell</ListBoxItem></ListBox></Popover></Select>
      <ComboBox name="place"><Label>Place</Label><div><Input /><Button>▼</Button></div><Popover><ListBox><ListBoxItem id="n">North</ListBoxItem><ListBoxItem id="s">South</ListBoxItem></ListBox></Popover></ComboBox>
      <DateField name="day"><Label>Day</Label><DateInput style={{ display: "flex" }}>{(segment) => <DateSegment segment={segment} />}</DateInput></DateField>
      <RadioGroup name="first"><Label>Is it your first time?</Label><Radio value="yes">Yes</Radio><Radio value="no">No</Radio></RadioGroup>
      <CheckboxGroup name="pains"><Label>What hurts?</Label><Checkbox value="head">Head</Checkbox><Checkbox value="back">Back</Checkbox></CheckboxGroup>
      <NumberField name="age" minValue={0}><Label>Age</Label><Input /></NumberField>
      <Switch name="remind">Remind me</Switch>
      <TextField name="note"><Label>Note</Label><TextArea /></TextField>
      <Button type="submit">Ask</Button>
    </Form>
  );
};

createRoot(document.getElementById("app")!).render(<Appointment />);
