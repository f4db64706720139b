/** No processor's own name can end like this: `compile` refuses the character. */
const ending = "~rebuild";

/** What a processor is called that is built beside another one, to take its place. */
export function shadowName(processor: string): string {
  return `${processor}${ending}`;
}

/** Whether a processor of this name is built beside another one. */
export function isShadow(name: string): boolean {
  return name.endsWith(ending);
}

/** Whose place it takes; the name itself where it takes none. */
export function builtFor(name: string): string {
  return isShadow(name) ? name.slice(0, -ending.length) : name;
}
