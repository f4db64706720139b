import type { LetterCause } from "../../store/letter-store.ts";
import { failureOf } from "../processors/handler-failure.ts";

/** Characters that a letter keeps of a message, and of its stack. */
const longestMessage = 2_000;
const longestStack = 16_000;
/** Causes of causes that a stack names. */
const deepest = 8;

/** What a letter keeps of the failure: of what the handler threw, without the engine's words around it. Bounded, and fit for every store. */
export function letterCause(error: unknown): LetterCause {
  const thrown = failureOf(error);
  if (!(thrown instanceof Error))
    return { type: typeof thrown, message: kept(textOf(thrown), longestMessage), stack: null };
  const { name, message } = thrown;
  return { type: kept(name, 200), message: kept(message, longestMessage), stack: kept(stackOf(thrown), longestStack) };
}

/** The stack of the error, and below it those of its causes. */
function stackOf(error: Error): string {
  const stacks: string[] = [];
  for (let one: unknown = error; one instanceof Error && stacks.length < deepest; one = one.cause)
    stacks.push(one.stack ?? `${one.name}: ${one.message}`);
  return stacks.join("\nCaused by: ");
}

function textOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown) ?? "undefined";
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

/** Text that Postgres takes: it has no U+0000. */
function kept(text: string, length: number): string {
  const clean = text.replaceAll("\0", "\uFFFD");
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}
