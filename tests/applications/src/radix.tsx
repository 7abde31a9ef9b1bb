/* A cake's order made of Radix's primitives: buttons that stand for inputs. */
import { Checkbox, Dialog, Form, Label, RadioGroup, Select, Slider, Switch, ToggleGroup } from "radix-ui";
import { createRoot } from "react-dom/client";
import { useSending } from "./_useSending";

const Order = () => {
  const { errors, sent, submit } = useSending();
  if (sent) return <p>We bake it.</p>;
  return (
    <Form.Root id="cake" onSubmit={submit} style={{ width: 420 }}>
      <Form.Field name="name"><Form.Label>Name on it</Form.Label><Form.Message match="valueMissing">Whose cake is it?</Form.Message><Form.Control asChild><input required /></Form.Control></Form.Field>
      <p><Label.Root htmlFor="taste">Taste</Label.Root><Select.Root name="taste"><Select.Trigger id="taste"><Select.Value placeholder="Choose a taste" /></Select.Trigger>
        <Select.Portal><Select.Content><Select.Viewport>{["Lemon", "Nut"].map((one) => <Select.Item key={one} value={one}><Select.ItemText>{one}</Select.ItemText></Select.Item>)}</Select.Viewport></Select.Content></Select.Portal></Select.Root></p>
      <RadioGroup.Root name="size" aria-label="Size">{["small", "big"].map((one) => <p key={one}><RadioGroup.Item value={one} id={one}><RadioGroup.Indicator>•</RadioGroup.Indicator></RadioGroup.Item><label htmlFor={one}>{one}</label></p>)}</RadioGroup.Root>
      <p><label id="layers">Layers</label><Slider.Root name="layers" max={5} defaultValue={[1]} style={{ position: "relative", display: "flex", width: 200, height: 20 }}><Slider.Track style={{ flex: 1, background: "#ccc" }}><Slider.Range /></Slider.Track><Slider.Thumb aria-label="Layers" style={{ display: "block", width: 20, height: 20, background: "#555" }} /></Slider.Root></p>
      <ToggleGroup.Root type="multiple" aria-label="On top"><ToggleGroup.Item value="cream">Cream</ToggleGroup.Item><ToggleGroup.Item value="berries">Berries</ToggleGroup.Item></ToggleGroup.Root>
      <p><label htmlFor="candles">Candles</label><Switch.Root id="candles" name="candles" style={{ width: 40, height: 20 }}><Switch.Thumb /></Switch.Root></p>
      <Form.Field name="email"><Form.Label>E-mail</Form.Label><Form.Control asChild><input type="email" /></Form.Control>{errors.email && <Form.Message>{errors.email}</Form.Message>}</Form.Field>
      <p><Checkbox.Root id="agree" name="agree" style={{ width: 20, height: 20 }}><Checkbox.Indicator>✓</Checkbox.Indicator></Checkbox.Root><label htmlFor="agree">I fetch it</label></p>
      <Form.Submit>Order</Form.Submit>
    </Form.Root>
  );
};

createRoot(document.getElementById("app")!).render(<Order />);
