import { messageOf } from "../../base/error.ts";
import type { CommandResult } from "../../model/command-result.ts";
import type { CommandSubmission } from "../../runtime/engine.ts";
import type { Action, Participant } from "./action.ts";
import type { OpenCommand, SimulatedCommands } from "./simulated-commands.ts";

/** Commands on their way, each in its turn: what senders wait for. */
export interface SimulatedSenders extends Participant {
  /** `who` tells senders apart in labels; one has at most one command on its way. */
  send(who: string, submission: CommandSubmission): Promise<CommandResult>;
}

interface Sending {
  readonly who: string;
  readonly submission: CommandSubmission;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
  open: OpenCommand | undefined;
  busy: boolean;
}

/** A command is handled at once, or in two halves that others come between. */
export function simulatedSenders(commands: SimulatedCommands): SimulatedSenders {
  const sendings = new Set<Sending>();
  const end = (sending: Sending): void => {
    sendings.delete(sending);
  };
  const begin = async (sending: Sending): Promise<void> => {
    sending.busy = true;
    try {
      sending.open = await commands.begin(sending.submission);
    } catch (error) {
      end(sending);
      sending.reject(error);
    } finally {
      sending.busy = false;
    }
  };
  const finish = (sending: Sending): void => {
    const { open } = sending;
    sending.open = undefined;
    if (open === undefined) return;
    try {
      const result = commands.finish(open);
      if (result === undefined) return;
      end(sending);
      sending.resolve(result);
    } catch (error) {
      end(sending);
      sending.reject(error);
    }
  };
  return {
    send: (who, submission) =>
      new Promise((resolve, reject) => {
        sendings.add({ who, submission, resolve, reject, open: undefined, busy: false });
      }),
    actions: () =>
      [...sendings].filter(({ busy }) => !busy).flatMap((sending) => actionsOf(sending, { begin, finish })),
  };
}

interface Halves {
  readonly begin: (sending: Sending) => Promise<void>;
  readonly finish: (sending: Sending) => void;
}

function actionsOf(sending: Sending, { begin, finish }: Halves): readonly Action[] {
  const { who, submission, open } = sending;
  const { command, payload } = submission;
  const what = `${command} ${textOf(payload)}`;
  if (open !== undefined)
    return [{ label: `${who}: what was decided on ${what} is committed`, extra: false, run: () => finish(sending) }];
  return [
    { label: `${who}: ${what} is handled`, extra: false, run: () => void begin(sending).then(() => finish(sending)) },
    { label: `${who}: ${what} is decided`, extra: true, run: () => void begin(sending) },
  ];
}

/** The labels of a command in one piece, given that of its first half; undefined for any other label. */
export function inOnePiece(label: string): { readonly whole: string; readonly second: string } | undefined {
  const [, who = "", what = ""] = /^(.*?): (.*) is decided$/s.exec(label) ?? [];
  if (what === "") return undefined;
  return { whole: `${who}: ${what} is handled`, second: `${who}: what was decided on ${what} is committed` };
}

function textOf(payload: unknown): string {
  try {
    return JSON.stringify(payload) ?? "";
  } catch (error) {
    return messageOf(error);
  }
}
