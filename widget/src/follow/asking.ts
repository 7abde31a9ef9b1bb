/* When a prompt shows. What it looks like and what it sends is in prompt/, fetched only when it is about to show. */
import type { AskHost } from "./asking_host";
import { person } from "../form/doing";
import { now } from "../clock";
import { watchExit } from "./exit";
import { guard, later } from "../guard";
import { watchHesitation } from "./hesitating";
import { page } from "../identity";
import { emit } from "./listeners";
import { forms } from "../model";
import type * as Prompt from "../prompt";
import { addressOf } from "../modules";
import { put, sendIn } from "../send";
import { spot } from "./spot";
import { Step, step } from "../form/view";
import { firstTime, recall, visit } from "../visit";
import type { FollowSettings, PromptSettings } from "../wire";

const QUIET_MS = 1500; // without a key press: the person does not type
const PATIENCE_MS = 5000; // a reason to ask is forgotten when the person types on for longer

const host: AskHost = {
  completed: () => !!visit.done,
  happened: (where, what) => {
    const form = forms.find((one) => one.view.id == where?.view);
    if (!form) return;
    form.view[what == "asked" ? "shown" : what]++;
    step(form, what == "asked" ? Step.asked : what == "answered" ? Step.answered : Step.dismissed, form.touched[form.view.last]?.index);
    sendIn();
  },
  answer: (answer) => {
    put("answers", answer.id, { ...answer, page: page() });
    sendIn();
  },
  emit,
  guard,
};

/** Starts the triggers and returns what asks now. Never asks in the holdout, twice in a visit, over somebody who
    types, or after success. */
export const startAsking = ({ prompts = [] }: FollowSettings): ((name?: string) => void) => {
  const [first] = prompts;
  let showing: boolean | undefined;
  let spent: boolean;

  const gone = (): void => {
    showing = false;
  };

  /** Calls `then` as soon as nobody types; gives up after `patience` ms, or when a form is completed. */
  const whenQuiet = (patience: number, then: () => void): void => {
    const left = QUIET_MS - (now() - person.keyAt);
    if (visit.done || patience < 0) gone();
    else if (left > 0) later(() => whenQuiet(patience - left, then), left);
    else then();
  };

  /** Fetches the module and hands over. A page whose CSP refuses it, or a server that is down, leave nothing behind. */
  const show = (prompt: PromptSettings, ready: (then: () => void) => void): void => {
    const module: Promise<typeof Prompt> = import(addressOf("prompt"));
    module.then((prompts) => ready(guard(() => prompts.show(prompt, spot(), host, gone)))).catch(gone);
  };

  recall();
  if (visit.head.holdout) return () => {};
  if (first) {
    const consider = (): void => {
      if (showing || spent) return;
      showing = true;
      whenQuiet(PATIENCE_MS, () => {
        spent = true;
        if (firstTime(first.name)) show(first, (then) => whenQuiet(Infinity, then));
        else gone();
      });
    };
    watchExit(consider);
    watchHesitation(first.hesitation_ms, consider);
  }
  return (name = first?.name) => {
    const prompt = prompts.find((one) => one.name == name);
    if (!prompt || showing) return;
    showing = spent = true;
    firstTime(prompt.name);
    show(prompt, (then) => then());
  };
};
