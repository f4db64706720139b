import type { Letter, LetterView, ParkedSequence, RetryResult } from "../../../src/runtime/mod.ts";
import { columns, counted } from "./columns.ts";

/** A line for each sequence, with what parks it. */
export function sequencesText(sequences: readonly ParkedSequence[]): string {
  const head = ["PROCESSOR", "SEQUENCE", "LETTERS", "ATTEMPTS", "EVENT", "CAUSE"];
  const rows = sequences.map(({ processor, sequence, letters, head }) => [
    processor,
    sequence,
    String(letters),
    String(head.attempts),
    eventText(head),
    causeText(head) ?? "-",
  ]);
  return columns([head, ...rows]);
}

/** The letters of one sequence, with all that is known of each. */
export function lettersText(letters: readonly LetterView[], stack: boolean): string {
  return letters.map((letter) => letterText(letter, stack)).join("\n\n");
}

function letterText(letter: LetterView, stack: boolean): string {
  const { index, data, attempts, enqueuedAt, touchedAt, diagnostics, cause } = letter;
  const tried = attempts === 0 ? "" : `, tried ${counted(attempts, "time")}, last at ${touchedAt.toISOString()}`;
  const lines = [
    `  ${sourceText(letter)}: ${JSON.stringify(data)}`,
    `  parked at ${enqueuedAt.toISOString()}${tried}`,
    ...(diagnostics === null ? [] : [`  diagnostics: ${JSON.stringify(diagnostics)}`]),
    `  ${(stack ? stackText(cause?.stack) : undefined) ?? causeText(letter) ?? "not tried: it waits behind the letter before"}`,
  ];
  return [`letter ${index}: ${eventText(letter)}`, ...lines].join("\n");
}

/** What a retry came to, in one line. */
export function retryText({ sequence, handled, done, stoppedAt }: RetryResult): string {
  if (sequence === null) return "Nothing to retry: no letter waits, or others are at work on them";
  const what = `"${sequence.sequence}": ${counted(handled, "letter")} handled`;
  if (done) return `${what}, nothing is left; the sequence goes on`;
  if (stoppedAt === null) return `${what}, others are left`;
  return `${what}, stopped at letter ${stoppedAt.index}, ${eventText(stoppedAt)}: ${causeText(stoppedAt) ?? "no cause is known"}`;
}

/** What came to a workflow beside events is no event of the log. */
function sourceText({ stream, event }: LetterView): string {
  if (event.inbox !== undefined) return "kept in the inbox";
  return stream === null ? "the event cannot be read any more" : `stream ${stream.type}/${stream.id}`;
}

/** An upcaster may have split the event; the letter of a whole one has no part, or the first. */
function eventText({ eventType, event: { inbox, position, subIndex } }: Letter): string {
  if (inbox !== undefined) return eventType;
  return `${eventType} at ${position}${subIndex <= 0 ? "" : ` (part ${subIndex})`}`;
}

/** One line: messages may have several. */
function causeText({ cause }: Letter): string | undefined {
  return cause === null ? undefined : `${cause.type}: ${cause.message.split("\n", 1)[0]}`;
}

function stackText(stack: string | null | undefined): string | undefined {
  return stack?.replaceAll("\n", "\n  ");
}
