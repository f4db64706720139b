import type { AdminPorts } from "./admin-ports.ts";
import { processorNames } from "./admin-ports.ts";
import { declaredProcessor, refusedProcessor, unknownProcessor } from "./declared-processors.ts";

const act = "move letters of";

/**
 * Gives the letters of a processor that was renamed to its new name; answers how many letters. The old one must not be declared any more, and both must give the
 * same sequence keys.
 *
 * @throws MyelinError `unknown_processor`, or `processor_refused`, which also names sequences that stayed because both have letters of them
 */
export async function moveLetters({ from, to }: { from: string; to: string }, ports: AdminPorts): Promise<number> {
  await refuseToMove({ from, to }, ports);
  const { moved, refused } = await ports.store.letters.move({ from, to });
  ports.log("info", `Letters of processor "${from}" were given to "${to}"`, { from, to, moved });
  if (refused.length === 0) return moved;
  throw refusedProcessor(from, {
    act,
    state: `"${to}" has letters of ${refused.map((key) => `"${key}"`).join(", ")} itself; ${moved} letters of other sequences were moved`,
    mend: "retry or evict those first, then move again",
    details: { moved, refused },
  });
}

async function refuseToMove({ from, to }: { from: string; to: string }, ports: AdminPorts): Promise<void> {
  const { tables, store } = ports;
  const [source, target] = [await store.segments.state(from), await store.segments.state(to)];
  const table = declaredProcessor(to, tables);
  const known = await processorNames(ports);
  if (source === undefined) throw unknownProcessor(from, { act, known });
  if (table === undefined || target === undefined) throw unknownProcessor(to, { act: "move letters to", known });
  if (declaredProcessor(from, tables) !== undefined)
    throw refusedProcessor(from, {
      act,
      state: "this application declares it",
      mend: "remove the old declaration first",
    });
  if (source.nodes.length > 0)
    throw refusedProcessor(from, { act, state: "nodes run it", mend: "stop the old version first" });
  if (source.fingerprint !== table.fingerprint || target.fingerprint !== table.fingerprint)
    throw refusedProcessor(from, {
      act,
      state: `"${to}" has another sequence policy, so its letters would lie under keys that it does not know`,
      mend: "declare the policy that it had, or evict the letters and reset the new one",
    });
}
