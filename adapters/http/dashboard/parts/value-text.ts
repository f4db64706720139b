/** Letters shown of a value, at most. */
const longest = 20_000;

/** Any value as people read it: JSON, with what JSON has no word for put into words. Never throws. */
export function valueText(value: unknown): string {
  const text = jsonText(value);
  return text.length > longest ? `${text.slice(0, longest)}\n… ${text.length - longest} letters more` : text;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value, inWords, 2) ?? String(value);
  } catch {
    return String(value);
  }
}

function inWords(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "function";
  if (value instanceof Map) return { Map: [...value] };
  if (value instanceof Set) return { Set: [...value] };
  return value;
}
