/* The one file that looks at a value. It says whether there is one, and takes it out of a text that is to be sent;
   it gives no part of it away. A test proves that no other file reads one. */

/** Whether the person has left the field empty. */
export const isEmpty = (controls: Element[]): boolean =>
  controls.every((control) => {
    if (control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type)) return !control.checked;
    return !held(control);
  });

/** The text without what stands in these controls: pages say "jane is taken", without quotation marks. */
export const withoutValues = (text: string, controls: Element[]): string => {
  for (const control of controls) {
    const value = held(control);
    if (value.length > 2 && !/^(checkbox|radio)$/.test((control as HTMLInputElement).type)) {
      text = text.split(value).join("…");
    }
  }
  return text;
};

const held = (control: Element): string =>
  control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement
    ? control.value
    : (control.textContent || "").trim();
