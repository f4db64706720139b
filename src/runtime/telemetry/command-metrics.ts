import { isMyelinError } from "../../base/error.ts";
import type { Count, EngineMetrics, Values } from "./engine-metrics.ts";

/** What is counted of commands of one name. */
interface CommandSeries {
  readonly done: Count;
  readonly rejected: Count;
  readonly doneTime: Values;
  readonly rejectedTime: Values;
  readonly failedTime: Values;
}

/** Stands for all names that callers make up. */
const otherCommand = "_OTHER";

/** Counts the commands that a node handles, by name and outcome. */
export interface CommandMetrics {
  done(command: string, ms: number): void;
  rejected(command: string, ms: number): void;
  /** Without a time: it was refused before it was accepted. */
  failed(command: string, failure: { readonly error: unknown; readonly ms?: number }): void;
}

/** `commands`: the names that are declared. */
export function commandMetrics(metrics: EngineMetrics, commands: readonly string[]): CommandMetrics {
  const series = new Map(commands.map((command) => [command, seriesOf(metrics, command)]));
  return {
    done: (command, ms) => {
      const own = series.get(command);
      own?.done.add();
      own?.doneTime.add(ms / 1000);
    },
    rejected: (command, ms) => {
      const own = series.get(command);
      own?.rejected.add();
      own?.rejectedTime.add(ms / 1000);
    },
    failed: (command, { error, ms }) => {
      const own = series.get(command);
      metrics.count("commands", own === undefined ? otherCommand : command, "failed", errorType(error)).add();
      if (ms !== undefined) own?.failedTime.add(ms / 1000);
    },
  };
}

function seriesOf(metrics: EngineMetrics, command: string): CommandSeries {
  return {
    done: metrics.count("commands", command, "done"),
    rejected: metrics.count("commands", command, "rejected"),
    doneTime: metrics.measure("commandDuration", command, "done"),
    rejectedTime: metrics.measure("commandDuration", command, "rejected"),
    failedTime: metrics.measure("commandDuration", command, "failed"),
  };
}

/** The code of an engine's error; any other is `_OTHER`, since what users' code throws has any name. */
export function errorType(error: unknown): string {
  return isMyelinError(error) ? error.code : "_OTHER";
}
