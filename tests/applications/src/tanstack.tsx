/* A parcel with TanStack Form, each field bound on its own. */
import { useForm } from "@tanstack/react-form";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const Parcel = () => {
  const [sent, setSent] = useState(false);
  const [failure, setFailure] = useState("");
  const form = useForm({
    defaultValues: { to: "", weight: 0, kind: "", fragile: false },
    onSubmit: async ({ value }) => {
      const answer = await send(value);
      setFailure(answer.errors.form ?? "");
      setSent(answer.ok);
    },
  });
  if (sent) return <h1>Your parcel has a number</h1>;
  return (
    <form id="parcel" onSubmit={(event) => { event.preventDefault(); event.stopPropagation(); void form.handleSubmit(); }}>
      <form.Field name="to" validators={{ onSubmit: ({ value }) => (value ? undefined : "Where does it go?") }}>{(field) => <p><label htmlFor={field.name}>To</label><input id={field.name} name={field.name} value={field.state.value} onBlur={field.handleBlur} onChange={(event) => field.handleChange(event.target.value)} />{field.state.meta.errors.length > 0 && <em role="alert">{field.state.meta.errors.join(", ")}</em>}</p>}</form.Field>
      <form.Field name="weight">{(field) => <p><label htmlFor={field.name}>Weight</label><input id={field.name} name={field.name} type="number" value={field.state.value || ""} onChange={(event) => field.handleChange(event.target.valueAsNumber)} /></p>}</form.Field>
      <form.Field name="kind">{(field) => <p><label htmlFor={field.name}>Kind</label><select id={field.name} name={field.name} value={field.state.value} onChange={(event) => field.handleChange(event.target.value)}><option value="">Choose</option><option value="box">Box</option></select></p>}</form.Field>
      <form.Field name="fragile">{(field) => <p><label><input name={field.name} type="checkbox" checked={field.state.value} onChange={(event) => field.handleChange(event.target.checked)} /> It breaks easily</label></p>}</form.Field>
      {failure && <div role="alert">{failure}</div>}
      <form.Subscribe selector={(state) => state.isSubmitting}>{(busy) => <button type="submit" disabled={busy}>{busy ? "…" : "Send it"}</button>}</form.Subscribe>
    </form>
  );
};

createRoot(document.getElementById("app")!).render(<Parcel />);
