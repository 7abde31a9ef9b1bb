/* A complaint with Formik: fields by name, messages beside them, a status above. */
import { ErrorMessage, Field, Form, Formik } from "formik";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const EMPTY = { number: "", email: "", what: "", text: "", again: false };

const Complaint = () => {
  const [sent, setSent] = useState(false);
  const validate = (values: typeof EMPTY) => ({
    ...(values.number ? {} : { number: "Required" }),
    ...(/@/.test(values.email) ? {} : { email: "Invalid email address" }),
    ...(values.text.length > 9 ? {} : { text: "Must be 10 characters or more" }),
  });
  return (
    <>
      {sent && <p role="status">Thank you, we look into it.</p>}
      <Formik initialValues={EMPTY} validate={validate} onSubmit={async (values, { resetForm, setErrors, setStatus }) => {
        const answer = await send(values);
        if (!answer.ok) {
          setErrors(answer.errors);
          return setStatus("Please look at the form again");
        }
        resetForm();
        setSent(true);
      }}>
        {({ status, isSubmitting }) => (
          <Form name="complaint" className="stack">
            {status && <div className="error-summary" role="alert">{status}</div>}
            <p><label htmlFor="number">Order number</label> <Field id="number" name="number" /> <ErrorMessage name="number" component="div" className="field-error" /></p>
            <p><label htmlFor="email">Email</label> <Field id="email" name="email" type="email" /> <ErrorMessage name="email" component="div" className="field-error" /></p>
            <p><label htmlFor="what">What is it about?</label> <Field id="what" name="what" as="select">
              <option value="">Choose</option><option value="late">It came late</option><option value="broken">It is broken</option></Field></p>
            <p><label htmlFor="text">What happened?</label> <Field id="text" name="text" as="textarea" /> <ErrorMessage name="text" component="div" className="field-error" /></p>
            <p><label><Field type="checkbox" name="again" /> It is not the first time</label></p>
            <button type="submit" disabled={isSubmitting}>Complain</button>
          </Form>
        )}
      </Formik>
    </>
  );
};

createRoot(document.getElementById("app")!).render(<Complaint />);
