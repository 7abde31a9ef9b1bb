/* How these applications talk to their server: JSON, and errors by field name in the answer. */
export interface Answer {
  ok: boolean;
  errors: Record<string, string>;
}

export const send = async (data: unknown): Promise<Answer> => {
  const answer = await fetch("/api", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  const body = await answer.json().catch(() => ({}));
  return { ok: answer.ok && !body.errors, errors: body.errors ?? {} };
};
