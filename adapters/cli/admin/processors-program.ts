import { type Command, Option } from "commander";
import { addAdminCommand } from "../add-command.ts";
import { duration, jsonText, resetTarget, segmentId } from "./option-parsers.ts";

/** `myelin processors …` */
export function addProcessors(program: Command): void {
  const processors = program
    .command("processors")
    .summary("look at processors, pause, reset, split and merge them")
    .description(
      "Looks at processors (projections, reactors, relays and workflows), pauses, resets, splits and merges them",
    );
  addLooking(processors);
  addRunning(processors);
  addReset(processors);
  addRebuild(processors);
  addSegments(processors);
  addDeclared(processors);
}

const load = () => import("./processors.ts");

function addLooking(processors: Command): void {
  addAdminCommand(processors, "list", {
    summary: "tell how all processors do",
    examples: ["myelin processors list", "myelin processors list --url http://127.0.0.1:8080 --json"],
  })
    .option("--json", "as JSON")
    .action(async (_, command: Command) => (await load()).listProcessors(command.optsWithGlobals()));
  addAdminCommand(processors, "status <name>", {
    summary: "tell how one processor and each of its segments do",
    examples: ["myelin processors status balances"],
  })
    .option("--json", "as JSON")
    .action(async (name: string, _, command: Command) => (await load()).showProcessor(name, command.optsWithGlobals()));
}

function addRunning(processors: Command): void {
  addAdminCommand(processors, "pause <name>", {
    summary: "let no node work on it",
    examples: ["myelin processors pause balances"],
  }).action(async (name: string, _, command: Command) =>
    (await load()).pauseProcessor(name, command.optsWithGlobals()),
  );
  addAdminCommand(processors, "resume <name>", {
    summary: "let a paused one go on",
    examples: ["myelin processors resume balances"],
  }).action(async (name: string, _, command: Command) =>
    (await load()).resumeProcessor(name, command.optsWithGlobals()),
  );
}

function addReset(processors: Command): void {
  addAdminCommand(processors, "reset <name>", {
    summary: "set it back, or forward, and empty its tables",
    examples: [
      "myelin processors reset balances --to first",
      "myelin processors reset balances --to 2026-01-31T12:00:00Z --force",
      `myelin processors reset balances --to 4711 --context '{ "why": "new rule" }'`,
    ],
  })
    .requiredOption("--to <place>", "first, latest, a position, or a time with its offset", resetTarget)
    .option("--context <json>", "what handlers see of this replay", jsonText)
    .option("--force", "also while nodes run it: pauses it first, and lets it go on afterwards")
    .option("--allow-reset", "also where letters wait: they are removed")
    .option("--resend", "also a reactor: its effects happen again")
    .action(async (name: string, _, command: Command) =>
      (await load()).resetProcessor(name, command.optsWithGlobals()),
    );
}

function addRebuild(processors: Command): void {
  addAdminCommand(processors, "rebuild <name>", {
    summary: "build a projection once more beside its rows, and swap them when it has caught up",
    examples: [
      "myelin processors rebuild balances --wait",
      `myelin processors rebuild balances --context '{ "why": "new rule" }' --accept-parked`,
      "myelin processors rebuild balances --cancel",
    ],
  })
    .option("--from <place>", "where it begins: first, latest, a position, or a time with its offset", resetTarget)
    .option("--context <json>", "what handlers see of this replay", jsonText)
    .option("--accept-parked", "also when sequences are parked in the new rows that are not in the old ones")
    .option("--wait", "until the new rows serve; tells how far it is meanwhile")
    .addOption(
      new Option("--cancel", "give it up: the old rows stay").conflicts(["from", "context", "acceptParked", "wait"]),
    )
    .action(async (name: string, _, command: Command) =>
      (await import("./rebuild-processor.ts")).rebuildProcessor(name, command.optsWithGlobals()),
    );
}

function addSegments(processors: Command): void {
  addAdminCommand(processors, "split <name>", {
    summary: "make two segments of one: the largest, unless one is named",
    examples: ["myelin processors split balances", "myelin processors split balances --segment 3"],
  })
    .option("--segment <id>", "this one", segmentId)
    .action(async (name: string, _, command: Command) =>
      (await load()).splitProcessor(name, command.optsWithGlobals()),
    );
  addAdminCommand(processors, "merge <name>", {
    summary: "make one segment of two: the smallest pair, unless one is named",
    examples: ["myelin processors merge balances", "myelin processors merge balances --segment 3"],
  })
    .option("--segment <id>", "this one and its partner", segmentId)
    .action(async (name: string, _, command: Command) =>
      (await load()).mergeProcessor(name, command.optsWithGlobals()),
    );
  addAdminCommand(processors, "release <name>", {
    summary: "take segments from the nodes that have them",
    examples: ["myelin processors release balances --segment 3 --away 60s"],
  })
    .option("--segment <id>", "only this one", segmentId)
    .option("--away <time>", "how long they do not go back to the same node, such as 60s", duration)
    .action(async (name: string, _, command: Command) =>
      (await load()).releaseProcessor(name, command.optsWithGlobals()),
    );
}

function addDeclared(processors: Command): void {
  addAdminCommand(processors, "align <name>", {
    summary: "take on the declared sequence, once its segments stand together and no letter waits",
    examples: ["myelin processors align balances"],
  }).action(async (name: string, _, command: Command) =>
    (await load()).alignProcessor(name, command.optsWithGlobals()),
  );
  addAdminCommand(processors, "forget <name>", {
    summary: "drop one that the application does not declare any more; move or evict its letters first",
    examples: ["myelin processors forget balances"],
  }).action(async (name: string, _, command: Command) =>
    (await load()).forgetProcessor(name, command.optsWithGlobals()),
  );
}
