import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { bank } from "../../examples/bank/transfers.ts";
import { application, compile, workflow, workflowDiagram } from "../../src/mod.ts";
import { transfers } from "../dsl/transfers.ts";
import { bankTables } from "../runtime/workflows/bank-flows.ts";
import { countingTables, thing } from "../runtime/workflows/many-flows.ts";
import { askingTables } from "../workflows/asking.ts";
import { skipFor } from "./lane.ts";
import { type Mermaid, mermaidMissing, realMermaid } from "./mermaid.ts";

const tables = [compile(bank), compile(transfers), bankTables(), countingTables(), askingTables()];
const drawn = tables.flatMap((one) => Object.keys(one.workflows).map((name) => [name, one] as const));

/** Words of Mermaid's grammar, in any way of writing them. */
const awkward = [
  ...[
    "state",
    "State",
    "note",
    "Note",
    "end",
    "default",
    "Default",
    "direction",
    "class",
    "Class",
    "classDef",
    "style",
  ],
  ...["click", "href", "hide", "scale", "accTitle", "accDescr", "stateDiagram", "choice", "TB", "constructor"],
];

describe.skipIf(skipFor(mermaidMissing()))("diagrams of workflows, read by Mermaid itself", () => {
  let mermaid: Mermaid;
  beforeAll(async () => {
    mermaid = await realMermaid();
  });

  it.each(drawn)("%s has all its arrows and lines, as they are written", async (name, one) => {
    const text = workflowDiagram(one, name);
    const { arrows, states } = await mermaid.read(text);
    const written = text.split("\n").flatMap((line) => / --> /.exec(line)?.input.trim().replace(" --> ", " > ") ?? []);
    expect(written.length).toBeGreaterThan(0);
    expect([...arrows].sort()).toEqual(written.sort());
    const { versions, latest } = one.workflows[name] ?? {};
    expect(Object.keys(states)).toEqual(expect.arrayContaining(Object.keys(versions?.[latest ?? 0]?.states ?? {})));
  });

  it("any state's name is a state, also one that is a word of Mermaid", async () => {
    for (const name of awkward) {
      const node = workflow("awkward", { states: { [name]: v.object({}), other: v.object({}) } })
        .start(thing, { Began: (_, { become }) => become.other({}) })
        .in("other", (here) => here.on(thing, { Went: (_, __, { complete }) => complete() }))
        .in(name, (here) => here.on(thing, { Went: (_, __, { complete }) => complete() }));
      const text = workflowDiagram(compile(application("awkward", [thing, node])), "awkward");
      const { arrows, states } = await mermaid.read(text);
      expect(arrows, text).toHaveLength(3);
      const shown = Object.entries(states).map(([id, lines]) => lines[0] ?? id);
      expect(shown, text).toContain(name);
    }
  });

  it("is not read where it is wrong: the parser can fail", async () => {
    await expect(mermaid.read("stateDiagram-v2\n  Note --> b {{{\n")).rejects.toThrow();
  });
});
