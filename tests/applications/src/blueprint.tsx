/* A ticket in Blueprint: a list behind a button, tags in a box, steps beside a number. */
import "@blueprintjs/core/lib/css/blueprint.css";
import "@blueprintjs/select/lib/css/blueprint-select.css";
import { Button, Checkbox, FileInput, FormGroup, HTMLSelect, InputGroup, MenuItem, NumericInput, Radio, RadioGroup, Slider, Switch, TagInput, TextArea } from "@blueprintjs/core";
import { Select } from "@blueprintjs/select";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { useSending } from "./_useSending";

const Ticket = () => {
  const { errors, sent, submit } = useSending();
  const [team, setTeam] = useState("");
  const [tags, setTags] = useState<React.ReactNode[]>([]);
  const [rank, setRank] = useState("");
  if (sent) return <p>It is in the list.</p>;
  return (
    <form id="ticket" onSubmit={submit} style={{ width: 420 }}>
      <FormGroup label="Title" labelFor="title" labelInfo="(required)" intent={errors.title ? "danger" : "none"} helperText={errors.title}><InputGroup id="title" name="title" intent={errors.title ? "danger" : "none"} /></FormGroup>
      <FormGroup label="Team" labelFor="team"><Select<string> items={["Red", "Blue"]} filterable={false} itemRenderer={(item, { handleClick }) => <MenuItem key={item} text={item} onClick={handleClick} roleStructure="listoption" />} onItemSelect={setTeam}><Button id="team" text={team || "Choose a team"} /></Select></FormGroup>
      <FormGroup label="Tags" labelFor="tags"><TagInput separator="," addOnPaste onInputChange={(event) => { if (event.currentTarget.value.endsWith(",")) { setTags([...tags, event.currentTarget.value.slice(0, -1)]); event.currentTarget.value = ""; } }} inputProps={{ id: "tags" }} values={tags} onChange={setTags} /></FormGroup>
      <FormGroup label="Points" labelFor="points"><NumericInput id="points" name="points" /></FormGroup>
      <FormGroup label="Where" labelFor="where"><HTMLSelect id="where" name="where" options={["", "Shop", "App"]} /></FormGroup>
      <RadioGroup label="Rank" name="rank" selectedValue={rank} onChange={(event) => setRank(event.currentTarget.value)}><Radio label="Now" value="now" /><Radio label="Later" value="later" /></RadioGroup>
      <Switch name="watch" label="I watch it" />
      <FormGroup label="Text" labelFor="text"><TextArea id="text" name="text" /></FormGroup>
      <Checkbox name="done" label="I looked for it first" />
      <Button type="submit" intent="primary" text="Put it in" />
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<Ticket />);
