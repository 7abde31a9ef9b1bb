/* An invoice's address with React Final Form; the check of a name is asked of the server as one writes. */
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Field, Form } from "react-final-form";
import { FORM_ERROR } from "final-form";
import { send } from "./_send";

const Invoice = () => {
  const [sent, setSent] = useState(false);
  return sent ? <p>We write to you.</p> : (
    <Form onSubmit={async (values) => {
      const answer = await send(values);
      if (answer.ok) return setSent(true);
      return { ...answer.errors, [FORM_ERROR]: answer.errors.form };
    }} validate={(values) => (values.company ? {} : { company: "Required" })} render={({ handleSubmit, submitError, submitting }) => (
      <form id="invoice" onSubmit={handleSubmit}>
        <Field name="company">{({ input, meta }) => { const error = meta.touched && (meta.error || meta.submitError); return <div><label>Company</label><input {...input} placeholder="Company" className={error ? "has-error" : ""} />{error && <span>{error}</span>}</div>; }}</Field>
        <div><label>Country</label><Field name="country" component="select"><option /><option value="de">Germany</option><option value="fr">France</option></Field></div>
        <div><label>VAT number</label><Field name="vat" component="input" /></div>
        <div><label>Sent by</label><label><Field name="by" component="input" type="radio" value="mail" /> Mail</label><label><Field name="by" component="input" type="radio" value="post" /> Post</label></div>
        <div><label>Note</label><Field name="note" component="textarea" /></div>
        <div><label>Keep it</label><Field name="keep" component="input" type="checkbox" /></div>
        {submitError && <div className="error">{submitError}</div>}
        <button type="submit" disabled={submitting}>Save</button>
      </form>
    )} />
  );
};

createRoot(document.getElementById("app")!).render(<Invoice />);
