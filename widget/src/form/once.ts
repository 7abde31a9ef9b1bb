/* While many fields are looked at, the document stands still: what was asked of it once is known until the look ends. */
let known: Map<string, Map<Node, unknown>> | undefined;

/** The document does not change while `body` runs. */
export const standingStill = (body: () => void): void => {
  known = new Map();
  try {
    body();
  } finally {
    known = undefined;
  }
};

export const once = <T, N extends Node>(question: string, of: N, answer: (of: N) => T): T => {
  if (!known) return answer(of);
  let answers = known.get(question);
  if (!answers) known.set(question, (answers = new Map<Node, unknown>()));
  if (!answers.has(of)) answers.set(of, answer(of));
  return answers.get(of) as T; // kept under the question that asks for it
};
