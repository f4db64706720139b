import type { Json } from "../../base/json.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { Metadata } from "../../model/message.ts";
import type { Row, RowKey } from "../../model/node.ts";
import type { InboxContent, InstanceRef } from "../../model/workflow-instance.ts";
import type { CommandSubmission } from "../../runtime/engine.ts";
import type { NewInboxRow } from "../../store/workflow-store.ts";
import type { Action, Participant } from "./action.ts";

/** A command's message, as an aggregate makes it: `account.commands.OpenAccount({ … })`. */
export interface SimulatedMessage {
  readonly kind: "command";
  readonly name: string;
  readonly payload: unknown;
}

/** What a client's script can do; between two steps of it anything else may happen. */
export interface SimulatedClient {
  /** A rejection is an answer; everything unexpected is thrown. */
  send(
    message: SimulatedMessage,
    options?: { readonly id?: string; readonly metadata?: Metadata },
  ): Promise<CommandResult>;
  /** A row of a fold projection as it stands then, possibly behind the log. */
  row(projection: string, ...key: RowKey): Promise<Row | undefined>;
  /** Leaves a signal for an instance of a workflow. */
  signal(instance: InstanceRef, signal: { readonly name: string; readonly data: Json }): void;
  /** Starts an instance by name. */
  startWorkflow(instance: InstanceRef, input: Json): void;
}

/** What one client does, from beginning to end. */
export type ClientScript = (client: SimulatedClient) => Promise<void>;

export interface SimulatedClientsPorts {
  readonly send: (who: string, submission: CommandSubmission) => Promise<CommandResult>;
  readonly row: (projection: string, key: RowKey) => Row | undefined;
  readonly leave: (row: NewInboxRow) => void;
  /** Hears what a script threw. */
  readonly failed: (error: unknown) => void;
}

interface Reading {
  readonly label: string;
  readonly answer: () => void;
}

/** Runs the scripts; `started` says which of them begin at all. */
export function simulatedClients(
  scripts: readonly (ClientScript | undefined)[],
  { send, row, leave, failed }: SimulatedClientsPorts,
): Participant & { start(): void } {
  const readings = new Set<Reading>();
  const clientOf = (who: string): SimulatedClient => ({
    signal: (instance, { name, data }) => leave(leftBy(instance, { kind: "signal", name, data })),
    startWorkflow: (instance, input) => leave(leftBy(instance, { kind: "start", by: "hand", input })),
    send: ({ name, payload }, options = {}) => send(who, { command: name, payload, ...options }),
    row: (projection, ...key) =>
      new Promise((resolve) => {
        const reading: Reading = {
          label: `${who}: reads ${projection} ${key.join(", ")}`,
          answer: () => {
            readings.delete(reading);
            resolve(row(projection, key));
          },
        };
        readings.add(reading);
      }),
  });
  return {
    start: () => {
      for (const [index, script] of scripts.entries()) script?.(clientOf(`client ${index + 1}`)).catch(failed);
    },
    actions: () => [...readings].map(({ label, answer }): Action => ({ label, extra: false, run: answer })),
  };
}

function leftBy({ workflow, id }: InstanceRef, content: InboxContent): NewInboxRow {
  return { workflow, id, content, parent: null, correlationId: null };
}
