import { keyHash } from "../../base/key-hash.ts";
import type { StreamRef } from "../../model/message.ts";
import type { Tables } from "../../model/tables.ts";
import type { CommandExecutor } from "../commands/executor.ts";
import type { Membership } from "./membership.ts";

export interface ForgetMovedPorts {
  readonly tables: Tables;
  readonly membership: Membership;
}

/** Has the executor forget the streams that other nodes are home to, with each change of the ring: they are written elsewhere from now on. */
export function forgetMoved(executor: Pick<CommandExecutor, "retain">, { tables, membership }: ForgetMovedPorts): void {
  const commandsOf = new Map<string, readonly string[]>();
  for (const { name, aggregate } of Object.values(tables.commands))
    commandsOf.set(aggregate, [...(commandsOf.get(aggregate) ?? []), name]);
  const stays = ({ type, id }: StreamRef): boolean => {
    const hash = keyHash(id);
    return commandsOf.get(type)?.some((command) => membership.isHome({ hash, command })) ?? false;
  };
  membership.onChange(() => executor.retain(stays));
}
