/* A React form's way of sending: its errors by field, and whether it was taken. */
import { type FormEvent, useState } from "react";
import { send } from "./_send";

export const useSending = (check: (values: Record<string, FormDataEntryValue>) => Record<string, string> = () => ({})) => {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [sent, setSent] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const wrong = check(values);
    setErrors(wrong);
    if (Object.keys(wrong).length) return;
    const answer = await send(values);
    setErrors(answer.errors);
    setSent(answer.ok);
  };
  return { errors, sent, submit };
};
