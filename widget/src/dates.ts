/* Dates that are asked for in parts: day, month and year in a box each are one question where they stand as one. */
import { typeOf, within } from "./controls";
import { attr, labelsOf, nearest, parentOf } from "./dom";

const PART = /(day|month|mon|year|dd|mm|yy|yyyy|tag|monat|jahr|jour|mois|ann[eé]e|d[ií]a|mes|a[nñ]o|[123]i)[\])]*$/i;

/** Of which date, as its name says, the control asks for which part. */
const partOf = (control: Element): [of: string, part: string] | undefined => {
  if (!/^(sel|te|nu)/.test(typeOf(control))) return undefined;
  const [, bday] = attr(control, "autocomplete").match(/bday-(\w+)/) || [];
  if (bday) return ["bday", bday];
  const name = attr(control, "name") || attr(control, "id");
  const [, part] = name.match(PART) || [];
  return part ? [name.replace(PART, ""), part] : undefined;
};

export const isDatePart = (control: Element): boolean => !!partOf(control);

/** Parts of the same date and of no other question: under a legend of their own, or all three with one label. */
export const isSameDate = (control: Element, other: Element): boolean => {
  const part = partOf(control);
  const isPart = (one: Element): boolean => partOf(one)?.[0] == part?.[0];
  if (!part || !isPart(other) || partOf(other)?.[1] == part[1]) return false;
  const group = nearest(control, "fieldset,[role=group]");
  if (group?.contains(other) && within(group).every(isPart)) return true;
  let box: Element | null = control;
  while (box && !box.contains(other)) box = parentOf(box);
  const parts = box ? within(box) : [];
  return parts.length == 3 && parts.every(isPart) && !parts.slice(1).some((one) => labelsOf(one)[0]);
};
