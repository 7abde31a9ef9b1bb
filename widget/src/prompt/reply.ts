/* What a person gives to one prompt, sent as it grows: the choice at once, the text on Send or when the page is left. */
import type { AskHost, Spot } from "../follow/asking_host";
import type { PromptSettings } from "../wire";

export interface Reply {
  choose(id: string): void;
  write(text: string): void;
  /** Hands over what is not handed over yet. */
  flush(): void;
  given(): boolean;
}

/** An empty reply to `prompt`, tied to the view and the field of `spot`. */
export function startReply(prompt: PromptSettings, spot: Spot | null, host: AskHost): Reply {
  const id = newId();
  let choices: string[] = [];
  let text = "";
  let seq = 0;
  let unsent = false;

  const flush = () => {
    if (!unsent || !(seq || choices.length || text.trim())) return;
    unsent = false;
    seq += 1;
    if (seq === 1) host.happened(spot, "answered");
    host.answer({
      id,
      prompt: prompt.name,
      seq,
      question: prompt.question,
      view: spot ? spot.view : null,
      form: spot ? spot.form : null,
      field: spot ? spot.field : null,
      choices,
      text: wellFormed(text),
    });
    host.emit("answer", { id, seq, prompt: prompt.name, form: spot?.form, field: spot?.field, choices });
  };
  return {
    choose(choice) {
      choices = [choice];
      unsent = true;
      flush();
    },
    write(written) {
      unsent ||= written.trim() !== text.trim();
      text = written;
    },
    flush,
    given: () => seq > 0,
  };
}

/** Half an emoji, cut by the length limit, would make the server refuse the whole message. */
function wellFormed(text: string): string {
  return text.trim().replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (unit) => (unit[1] ? unit : "\ufffd"));
}

/** A random UUID. crypto.randomUUID exists on secure origins only. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) =>
    (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0"),
  ).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
