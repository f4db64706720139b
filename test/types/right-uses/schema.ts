import type { StandardSchemaV1 } from "@standard-schema/spec";
import { aggregate, type CommandOf, type EventOf } from "myelin";
import type { Same } from "../support/same.ts";

// Schemas of other libraries: an object with methods, as zod has it, and a function, as arktype has it.
declare const likeZod: StandardSchemaV1<{ id: string; by?: number }, { id: string; by: number }> & { parse(): unknown };
declare const likeArktype: StandardSchemaV1<{ by: number }> & ((value: unknown) => unknown);

export const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: likeArktype },
  commands: { Count: likeZod },
  rejections: { TooMuch: likeArktype },
})
  .route("id")
  .evolve({ Counted: (count, { by }) => count + by })
  .decide({ Count: (count, { by }, { emit, reject }) => (count > 9 ? reject.TooMuch({ by }) : emit.Counted({ by })) });

export const event: Same<EventOf<typeof counter>["data"], { by: number }> = true;
export const command: Same<CommandOf<typeof counter>["payload"], { id: string; by?: number }> = true;
