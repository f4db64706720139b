import { aggregate, byFunction, byMetadata, type StateOf } from "myelin";
import * as v from "valibot";
import type { Same } from "../support/same.ts";

type DoorState = { readonly status: "shut" } | { readonly status: "open"; readonly by: string };

const declared = aggregate("door", {
  initial: (): DoorState => ({ status: "shut" }),
  events: {
    Opened: v.object({ by: v.string(), note: v.optional(v.string()) }),
    Shut: v.object({}),
    Painted: v.object({
      colours: v.array(v.picklist(["red", "blue"])),
      weather: v.nullable(v.record(v.string(), v.number())),
    }),
  },
  commands: {
    Open: v.object({
      doorId: v.string(),
      by: v.string(),
      at: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    }),
    Shut: v.object({ doorId: v.number() }),
    Knock: v.object({ house: v.object({ doorId: v.string() }) }),
  },
  rejections: { OpenAlready: "The door is open already", Locked: v.object({ until: v.string() }) },
});

// The route may be a field, metadata or a function, and other for single commands; functions are given the payload.
declared.route(byMetadata("doorId"));
declared.route(byFunction("door", ({ metadata }) => String(metadata.doorId)));
declared.route((payload) => ("doorId" in payload ? payload.doorId : payload.house.doorId));

const door = declared
  .route("doorId", { Knock: ({ house }, { metadata }) => house.doorId + String(metadata.tenantId) })
  .evolve({
    Opened: (_, { by, note }, { version }) => ({ status: "open", by: `${by} ${note ?? ""} ${version}` }),
    Shut: () => ({ status: "shut" }),
    Painted: (state) => state,
  })
  .decide({
    Open: (state, { by, at }, { emit, reject, now }) => {
      const late: Same<typeof at, Date> = true;
      if (state.status === "open") return reject.OpenAlready();
      return late && at > now ? reject.Locked({ until: now.toISOString() }) : emit.Opened({ by });
    },
    Shut: (state, _, { emit }) =>
      state.status === "open" ? [emit.Shut({}), emit.Painted({ colours: [], weather: null })] : [],
    Knock: () => undefined,
  });

export const state: Same<StateOf<typeof door>, DoorState> = true;

// Commands are made of what callers send, not of what the schema makes of it.
export const command = door.commands.Open({ doorId: "d", by: "Ann", at: "2026-01-01" });

export const answer = door.decide({ status: "shut" }, door.commands.Shut({ doorId: 7 }));
export const answers: Same<
  Exclude<typeof answer, undefined>,
  | ReturnType<typeof door.events.Shut>
  | ReturnType<typeof door.events.Painted>
  | readonly (ReturnType<typeof door.events.Shut> | ReturnType<typeof door.events.Painted>)[]
> = true;

// Rejections may be missing altogether, and the state may be plain.
export const counter = aggregate("counter", {
  initial: () => 0,
  events: { Counted: v.object({ by: v.number() }) },
  commands: { Count: v.object({ counterId: v.string(), by: v.number() }) },
})
  .route("counterId")
  .evolve({ Counted: (count, { by }) => count + by })
  .decide({ Count: (_, { by }, { emit }) => emit.Counted({ by }) });
