/* A survey of a house, drawn from a schema by react-jsonschema-form. */
import Form from "@rjsf/core";
import type { RJSFSchema } from "@rjsf/utils";
import validator from "@rjsf/validator-ajv8";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const schema: RJSFSchema = {
  title: "Your house", type: "object", required: ["owner"],
  properties: {
    owner: { type: "string", title: "Owner" },
    rooms: { type: "integer", title: "Rooms" },
    heating: { type: "string", title: "Heating", enum: ["gas", "oil"] },
    roof: { type: "string", title: "Roof", enum: ["flat", "steep"] },
    parts: { type: "array", title: "Parts", uniqueItems: true, items: { type: "string", enum: ["garden", "garage"] } },
    people: { type: "array", title: "People", items: { type: "object", properties: { name: { type: "string", title: "Name of one" } } } },
    old: { type: "boolean", title: "It is older than you" },
    note: { type: "string", title: "Note" },
  },
};
const ui = { roof: { "ui:widget": "radio" }, parts: { "ui:widget": "checkboxes" }, note: { "ui:widget": "textarea" }, "ui:submitButtonOptions": { submitText: "Send it" } };

const House = () => {
  const [sent, setSent] = useState(false);
  return sent ? <p>Thanks for your time.</p> : (
    <Form id="house" schema={schema} uiSchema={ui} validator={validator} noHtml5Validate focusOnFirstError showErrorList={false}
      onSubmit={async ({ formData }) => setSent((await send(formData)).ok)} />
  );
};

createRoot(document.getElementById("app")!).render(<House />);
