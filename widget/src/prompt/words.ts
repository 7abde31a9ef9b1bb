/* The standing words of a prompt, a table for each language. What the site's owner writes (question, choices) is not here. */
export interface Words {
  lang: string;
  /** Before the label of the field that the question is about. */
  about: string;
  /** Said to screen readers, before the question, when the prompt shows. */
  announced: string;
  oneAnswer: string;
  more: string;
  hint: string;
  answer: string;
  send: string;
  notNow: string;
  close: string;
  thanks: string;
}

export const ENGLISH: Words = {
  lang: "en",
  about: "About:",
  announced: "A question at the end of the page:",
  oneAnswer: "One answer",
  more: "In your own words",
  hint: "Please no names, numbers or addresses.",
  answer: "Answer",
  send: "Send",
  notNow: "Not now",
  close: "Close the question",
  thanks: "Thank you",
};
