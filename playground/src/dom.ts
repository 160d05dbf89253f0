// Elements, made and found.

type Child = Node | string;

/** An element with attributes and children; `on…` are listeners, false leaves an attribute out. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | ((event: Event) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.replace(/^on/, ""), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/** The element of this id, which index.html has. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element called ${id}.`);
  return found as Kind;
}

/** Change a text only if it is another, so that nobody is told of nothing new. */
export function tell(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export interface Option {
  value: string;
  text: string;
  group?: string;
}

/** Fill a list to choose from. */
export function fill(select: HTMLSelectElement, options: readonly Option[]): void {
  const groups = new Map<string, HTMLOptGroupElement>();
  select.replaceChildren();
  for (const { value, text, group } of options) {
    const option = el("option", { value }, text);
    if (!group) select.append(option);
    else {
      if (!groups.has(group)) {
        const made = el("optgroup", { label: group });
        groups.set(group, made);
        select.append(made);
      }
      groups.get(group)!.append(option);
    }
  }
}

/** Choose a value, which joins the list if it is not in it: a link may ask for any number. */
export function choose(select: HTMLSelectElement, value: string): void {
  if (![...select.options].some((option) => option.value === value))
    select.append(el("option", { value }, value));
  if (select.value !== value) select.value = value;
}
