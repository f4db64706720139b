import type { NodeCard, NodeLife, NodeLook } from "../../../src/runtime/mod.ts";
import type { SqlResult } from "../driver.ts";
import { processorState } from "../segments/processor-state.ts";
import { arrayLiteral } from "../sql/array-literal.ts";
import { storableText } from "../sql/storable-json.ts";
import type { CommandNames } from "./command-names.ts";
import { nodeMembers } from "./node-members.ts";

export interface Renewing {
  /** Key of the session lock that shows that the node lives. */
  readonly sign: string | null;
  readonly names: CommandNames;
}

const noCard: NodeCard = { address: null, loadFactor: 0, commands: [], warnings: [] };

/** Of the statement of `renewText`. */
export function renewValues(life: NodeLife, { sign, names }: Renewing): readonly (string | null)[] {
  const { id, processors, leaseMs, reports, card = noCard } = life;
  const told = reports.map(({ processor, id: segment, state, error }) => {
    const report = { state, error: error === null ? null : storableText(error) };
    return { processor, id: segment, report };
  });
  const { address, loadFactor, commands, warnings } = card;
  const own = [address, String(loadFactor), arrayLiteral(commands), JSON.stringify(warnings)];
  const signOfLife = [id, arrayLiteral(processors), String(leaseMs), sign, JSON.stringify(told)];
  return [...signOfLife, ...own, arrayLiteral(names.digests())];
}

/** Rows are of processors first, then of nodes. */
export function nodeLook({ rows }: SqlResult, names: CommandNames): NodeLook {
  const column = (index: number): readonly string[] => rows.flatMap((row) => row[index] ?? []);
  return { processors: column(0).map(processorState), members: nodeMembers(column(1), names) };
}
