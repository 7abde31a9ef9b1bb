/* A meeting's form with react-select: one of a list, several, and options that the server finds. */
import { type FormEvent, useState } from "react";
import { createRoot } from "react-dom/client";
import Select from "react-select";
import AsyncSelect from "react-select/async";
import CreatableSelect from "react-select/creatable";
import { send } from "./_send";

const options = (...names: string[]) => names.map((name) => ({ value: name.toLowerCase(), label: name }));
const CITIES = options("Lima", "Lisbon", "London");

const Meeting = () => {
  const [sent, setSent] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const missing = { ...(values.title ? {} : { title: "Give it a title" }), ...(values.city ? {} : { city: "Choose a city" }) };
    setErrors(missing);
    if (Object.keys(missing).length) return;
    const answer = await send(values);
    setErrors(answer.errors);
    setSent(answer.ok);
  };
  if (sent) return <p>The meeting is planned.</p>;
  return (
    <form id="meeting" noValidate onSubmit={submit} style={{ width: 400 }}>
      <label htmlFor="title">Title</label>
      <input id="title" name="title" aria-invalid={!!errors.title} aria-describedby="title-error" />
      {errors.title && <p id="title-error" className="error">{errors.title}</p>}
      <label htmlFor="city">City</label>
      <Select inputId="city" name="city" options={CITIES} aria-invalid={!!errors.city} aria-errormessage="city-error" />
      {errors.city && <p id="city-error" className="error">{errors.city}</p>}
      <label htmlFor="guests">Guests</label>
      <Select inputId="guests" name="guests" isMulti options={options("Ana", "Ben", "Cid")} />
      <label htmlFor="room">Room</label>
      <AsyncSelect inputId="room" name="room" cacheOptions defaultOptions
        loadOptions={async (typed: string) => options("Blue room", "Green room").filter(({ value }) => value.includes(typed.toLowerCase()))} />
      <label htmlFor="tags">Tags</label>
      <CreatableSelect inputId="tags" name="tags" isMulti options={options("Budget", "Team")} />
      <label><input type="checkbox" name="remind" /> Remind me</label>
      <button>Plan</button>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<Meeting />);
