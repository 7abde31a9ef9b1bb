/* Elements made one by one: no markup is parsed, so Trusted Types has nothing to refuse. */
export const make = (tag: string, attributes: Record<string, string> = {}, ...inside: (Node | string)[]): HTMLElement => {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name] as string);
  element.append(...inside);
  return element;
};

export const button = (name: string, text: string, attributes: Record<string, string> = {}): HTMLElement =>
  make("button", { type: "button", class: name, ...attributes }, text);

const said = new WeakMap<Element, string>();

/** Changes the text only where it is another one, so that nothing flickers and no reader hears it twice. */
export const say = (element: Element, text: string): void => {
  if (said.get(element) == text) return;
  said.set(element, text);
  element.replaceChildren(text);
  element.toggleAttribute("hidden", !text);
};

/** Keeps one child per name, in this order; what is there stays there, with its focus. */
export const keepChildren = <T>(list: Element, things: T[], begin: (thing: T) => Element): void => {
  const kept = new Map(childrenOf.get(list));
  const wanted = things.map((thing) => kept.get(thing) || begin(thing));
  wanted.forEach((child, at) => {
    if (list.children[at] != child) list.insertBefore(child, list.children[at] || null);
  });
  while (list.children[wanted.length]) list.lastElementChild?.remove();
  childrenOf.set(list, things.map((thing, at) => [thing, wanted[at] as Element]));
};

const childrenOf = new WeakMap<Element, [unknown, Element][]>();
