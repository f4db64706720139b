import * as v from "valibot";
import { memoryStore } from "../../../adapters/memory/mod.ts";
import { aggregate, application, compile, type RelayOptions, relay } from "../../../src/mod.ts";
import type { Tables } from "../../../src/model/tables.ts";
import { type Engine, type EngineOptions, type EventPublisher, startEngine } from "../../../src/runtime/mod.ts";

/** Something with two kinds of events. */
export const till = aggregate("till", {
  initial: () => 0,
  events: { Sold: v.object({ cents: v.number(), note: v.string() }), Closed: v.object({}) },
  commands: {
    Sell: v.object({ tillId: v.string(), cents: v.number(), note: v.optional(v.string(), "") }),
    Close: v.object({ tillId: v.string() }),
  },
  rejections: {},
})
  .route("tillId")
  .evolve({ Sold: (sum, { cents }) => sum + cents, Closed: () => 0 })
  .decide({
    Sell: (_, { cents, note }, { emit }) => emit.Sold({ cents, note }),
    Close: (_, __, { emit }) => emit.Closed({}),
  });

/** The shop with a relay called `out`. */
export function shop(options: Omit<RelayOptions<never>, "sequence"> = {}): Tables {
  return compile(application("shop", [till, relay("out", { segments: 1, ...options }).all(till)]));
}

/** An engine of the shop whose relay leads to `out`. */
export async function startShop(options: Partial<EngineOptions> & { readonly out: EventPublisher }): Promise<Engine> {
  const { out, ...others } = options;
  return startEngine({ tables: shop(), store: memoryStore(), log: () => {}, publishers: { out }, ...others });
}

export function sell(engine: Engine, tillId: string, cents: number, note = ""): Promise<unknown> {
  return engine.submit({ command: "Sell", payload: { tillId, cents, note } });
}
