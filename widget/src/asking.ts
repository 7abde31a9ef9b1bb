/* When a prompt shows. What it looks like and what it sends is in prompt/, fetched only when it is about to show. */
import type { AskHost, Asking } from "./asking_host";
import type * as Prompt from "./prompt";
import type { PromptSettings } from "./wire";
import { watchExit } from "./exit";
import { watchHesitation } from "./hesitating";

const QUIET_MS = 1500; // without a key press: the person does not type
const PATIENCE_MS = 5000; // a reason to ask is forgotten when the person types on for longer

/** Starts the triggers. Never asks in the holdout, twice in a visit, over somebody who types, or after success. */
export function startAsking(host: AskHost): Asking {
  const prompts = host.settings.prompts;
  let showing = false;
  let spent = false;

  /** Calls `then` as soon as nobody types; gives up after `patience` ms, or when a form is completed. */
  function whenQuiet(patience: number, then: () => void): void {
    const left = QUIET_MS - (performance.now() - host.lastInput());
    if (host.completed() || patience < 0) showing = false;
    else if (left > 0) setTimeout(host.guard(() => whenQuiet(patience - left, then)), left);
    else then();
  }

  /** Fetches the module and hands over. A page whose CSP refuses it, or a server that is down, leave nothing behind. */
  function show(prompt: PromptSettings, ready: (then: () => void) => void): void {
    const gone = () => {
      showing = false;
    };
    const module: Promise<typeof Prompt> = import(String(new URL(host.settings.prompt_script, host.script)));
    module.then((prompts) => ready(host.guard(() => prompts.show(prompt, host.spot(), host, gone)))).catch(gone);
  }

  function consider(prompt: PromptSettings): void {
    if (showing || spent) return;
    showing = true;
    whenQuiet(PATIENCE_MS, () => {
      spent = true;
      if (host.firstTime(prompt.name)) show(prompt, (then) => whenQuiet(Infinity, then));
      else showing = false;
    });
  }

  const first = prompts[0];
  if (first && !host.holdout) {
    watchExit(host, () => consider(first));
    watchHesitation(host, first.hesitation_ms, () => consider(first));
  }
  return {
    ask(name) {
      const prompt = name === undefined ? first : prompts.find((one) => one.name === name);
      if (!prompt || showing || host.holdout) return;
      showing = spent = true;
      host.firstTime(prompt.name);
      show(prompt, (then) => then());
    },
  };
}
