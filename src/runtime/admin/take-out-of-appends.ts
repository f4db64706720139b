import { MyelinError } from "../../base/error.ts";
import type { AdminPorts } from "./admin-ports.ts";

/** Where the fold is inline it is its processor's again, at the end of the log. Throws `contention`. */
export async function takeOutOfAppends(
  name: string,
  { act, ports }: { readonly act: string; readonly ports: AdminPorts },
): Promise<void> {
  const { inline } = ports.store;
  if (!(await inline.folds()).some(({ processor }) => processor === name)) return;
  if ((await inline.unflip(name)).kind !== "busy") return;
  const message = `Cannot ${act} processor "${name}": it is inline, and appends under way do not end; try again`;
  throw new MyelinError("contention", message);
}
