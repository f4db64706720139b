/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";

type Tone = "good" | "warn" | "bad" | "plain";

const tones: Readonly<Record<string, Tone>> = {
  running: "good",
  completed: "good",
  done: "good",
  failing: "bad",
  stuck: "bad",
  failed: "bad",
  rejected: "warn",
  refused: "bad",
  paused: "warn",
  undoing: "warn",
  pending: "warn",
  cancelled: "plain",
  unowned: "warn",
  parked: "bad",
  undeclared: "warn",
  replaying: "warn",
};

/** One word of how something stands. The word says it; its colour only repeats it. */
export function Badge({ word, tone }: { readonly word: string; readonly tone?: Tone }): Html {
  return <span class={`badge ${tone ?? tones[word] ?? "plain"}`}>{word}</span>;
}
