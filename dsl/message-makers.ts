import type { CommandMessage, EventMessage, RejectionMessage } from "../src/model/message.ts";

export function eventMakers(events: object): Readonly<Record<string, (data: unknown) => EventMessage>> {
  return makers(events, (name, data) => ({ kind: "event", name, data }));
}

export function commandMakers(commands: object): Readonly<Record<string, (payload: unknown) => CommandMessage>> {
  return makers(commands, (name, payload) => ({ kind: "command", name, payload }));
}

export function rejectionMakers(rejections: object): Readonly<Record<string, (data?: unknown) => RejectionMessage>> {
  return makers(rejections, (name, data) => ({ kind: "rejection", name, data: data ?? null }));
}

function makers<Message>(
  vocabulary: object,
  make: (name: string, data: unknown) => Message,
): Readonly<Record<string, (data?: unknown) => Message>> {
  const entries = Object.keys(vocabulary).map((name) => [name, (data?: unknown): Message => make(name, data)]);
  return Object.freeze(Object.fromEntries(entries));
}
