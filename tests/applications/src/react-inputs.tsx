/* A claim of single React inputs: a date, a phone number with its country, dropped files, an own list of Downshift's. */
import "react-datepicker/dist/react-datepicker.css";
import "react-phone-number-input/style.css";
import { useCombobox, useSelect } from "downshift";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import DatePicker from "react-datepicker";
import { useDropzone } from "react-dropzone";
import PhoneInput from "react-phone-number-input";
import { useSending } from "./_useSending";

const LINES = ["Red line", "Green line"];
const Line = () => {
  const { isOpen, selectedItem, getToggleButtonProps, getLabelProps, getMenuProps, getItemProps } = useSelect({ items: LINES });
  return <div><label {...getLabelProps()}>Line</label><div {...getToggleButtonProps()} style={{ border: "1px solid", width: 200 }}>{selectedItem ?? "Choose a line"}</div>
    <ul {...getMenuProps()}>{isOpen && LINES.map((item, index) => <li key={item} {...getItemProps({ item, index })}>{item}</li>)}</ul></div>;
};
const STOPS = ["Mill Road", "Market"];
const Stop = () => {
  const [items, setItems] = useState(STOPS);
  const { isOpen, getInputProps, getLabelProps, getMenuProps, getItemProps } = useCombobox({ items, onInputValueChange: ({ inputValue }) => setItems(STOPS.filter((one) => one.includes(inputValue ?? ""))) });
  return <div><label {...getLabelProps()}>Stop</label><input {...getInputProps()} /><ul {...getMenuProps()}>{isOpen && items.map((item, index) => <li key={item} {...getItemProps({ item, index })}>{item}</li>)}</ul></div>;
};

const Claim = () => {
  const { errors, sent, submit } = useSending();
  const [day, setDay] = useState<Date | null>(null);
  const [phone, setPhone] = useState<string>();
  const { acceptedFiles, getRootProps, getInputProps } = useDropzone();
  if (sent) return <p>You get an answer.</p>;
  return (
    <form id="claim" onSubmit={submit} style={{ width: 420 }}>
      <p><label htmlFor="name">Name</label><input id="name" name="name" required /></p>
      <p><label htmlFor="day">Day</label><DatePicker id="day" name="day" selected={day} onChange={setDay} /></p>
      <p><label htmlFor="phone">Phone</label><PhoneInput id="phone" name="phone" defaultCountry="DE" value={phone} onChange={setPhone} /></p>
      <Line />
      <Stop />
      <div {...getRootProps({ className: "drop" })} style={{ border: "1px dashed", padding: 20 }}><input {...getInputProps({ name: "ticket" })} />{acceptedFiles.length ? acceptedFiles.map((file) => <p key={file.name}>{file.name}</p>) : <p>Drop your ticket here, or press to choose it</p>}</div>
      <p><label htmlFor="text">What happened?</label><textarea id="text" name="text" /></p>
      {errors.form && <p role="alert">{errors.form}</p>}
      <button>Claim</button>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<Claim />);
