import { MyelinError } from "../../base/error.ts";
import { nearestNames } from "../../base/nearest-names.ts";
import type { Log } from "../../base/ports.ts";
import type { Tables } from "../../model/tables.ts";
import type { Publishers } from "./event-publisher.ts";
import { noPublisher } from "./relay-caller.ts";

/**
 * Whether every relay leads somewhere. A publisher that no relay has the name of is told in the log.
 *
 * @throws MyelinError `unbound_relay` naming all relays without a publisher
 */
export function checkPublishers(
  { relays }: Pick<Tables, "relays">,
  { publishers, log }: { readonly publishers: Publishers; readonly log: Log },
): void {
  const names = Object.keys(relays);
  for (const stranger of Object.keys(publishers).filter((name) => !names.includes(name)))
    log("warn", `Publisher "${stranger}" is bound to no relay: none has this name`, {
      nearest: nearestNames(stranger, names),
    });
  const unbound = names.filter((name) => publishers[name] === undefined);
  if (unbound.length === 0) return;
  const which = unbound.map((name) => `"${name}"`).join(", ");
  throw new MyelinError("unbound_relay", `Cannot start relay ${which}: ${noPublisher}`, {
    details: { relays: unbound },
  });
}
