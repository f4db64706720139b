import type { FoldTable, ProcessorTable, ProjectionTable, ReactorTable, RelayTable } from "../model/tables.ts";
import { describeProcessing } from "./describe-processing.ts";

/** A projection's lines of `explain`. */
export function explainProjection(projection: ProjectionTable): readonly string[] {
  return [
    projection.form === "fold" ? foldHead(projection) : `projection ${projection.name}: free`,
    ...processorLines(projection),
    ...(projection.form === "free" && projection.onReset !== undefined ? ["  reset by function"] : []),
    ...projection.eventTypes.map((type) => `  on ${type}${rowNote(projection, type)}${onceNote(projection, type)}`),
    ...upcastLines(projection),
    ...Object.keys(projection.queries).map((query) => `  query ${query}`),
  ];
}

/** A reactor's lines of `explain`. */
export function explainReactor(reactor: ReactorTable): readonly string[] {
  return [
    `reactor ${reactor.name}: ${reactor.delivery}`,
    ...processorLines(reactor),
    ...reactor.eventTypes.map((type) => `  on ${type}${onceNote(reactor, type)}`),
    ...upcastLines(reactor),
    ...reactor.sends.map((command) => `  send ${command}`),
  ];
}

/** A relay's lines of `explain`. */
export function explainRelay(relay: RelayTable): readonly string[] {
  const shape = (type: string): string => (relay.handlers[type]?.handle === true ? "" : ": by function");
  return [
    `relay ${relay.name}`,
    ...processorLines(relay),
    ...relay.eventTypes.map((type) => `  publish ${type}${shape(type)}`),
    ...upcastLines(relay),
  ];
}

function foldHead({ name, target, life }: FoldTable): string {
  const note = life === "async" ? "" : `, ${life}`;
  return `projection ${name}: fold into ${target.name} by ${target.key.join(", ")}${note}`;
}

const labels: Readonly<Record<string, string>> = { onFailure: "on failure", from: "from", segments: "segments" };

/** How a processor goes along the log. */
export function processorLines(processor: ProcessorTable): readonly string[] {
  const options = Object.entries(describeProcessing(processor));
  return [
    `  sequence ${processor.fingerprint}`,
    ...options.map(([option, words]) => `  ${labels[option] ?? option} ${words}`),
  ];
}

/** Types it has no handler for, but that an upcaster may turn into one that it has. */
export function upcastLines({ eventTypes, storedTypes }: ProcessorTable): readonly string[] {
  const handled = new Set(eventTypes);
  return storedTypes.filter((type) => !handled.has(type)).map((type) => `  reads ${type}: for its upcasters`);
}

function rowNote(projection: ProjectionTable, type: string): string {
  if (projection.form === "free") return "";
  return projection.handlers[type]?.by === undefined ? ": row of the stream" : ": row by function";
}

function onceNote({ handlers }: Pick<ProjectionTable | ReactorTable, "handlers">, type: string): string {
  return handlers[type]?.once === true ? "; not in a replay" : "";
}
