import { type Command, InvalidArgumentError } from "commander";
import { parsePosition } from "../../../src/runtime/mod.ts";
import { addAdminCommand } from "../add-command.ts";
import { instanceCount } from "../admin/option-parsers.ts";

/** `myelin events` */
export function addEvents(program: Command): void {
  addAdminCommand(program, "events", {
    summary: "show the events of the log, in today's shapes, and go on with those that come",
    examples: [
      "myelin events --types account.MoneyDeposited --limit 10",
      "myelin events --follow --url http://127.0.0.1:8080",
      "myelin events --stream account/a-1 --json",
    ],
  })
    .option("--follow", "go on with what comes, until it is stopped")
    .option(
      "--after <place>",
      "begin behind this position, or at first or latest; default: first, with --follow latest",
      placeOf,
    )
    .option("--types <names>", "only events of these types, with commas between them", namesOf)
    .option("--aggregates <names>", "only events of these aggregates", namesOf)
    .option("--stream <type/id>", "only events of this stream", streamOf)
    .option("--limit <count>", "events, at most", instanceCount)
    .option("--json", "as JSON, an event a line")
    .action(async (_, command: Command) => {
      const { showEvents } = await import("./events.ts");
      await showEvents(command.optsWithGlobals());
    });
}

function placeOf(text: string): string {
  if (text === "first" || text === "latest" || parsePosition(text) !== undefined) return text;
  throw new InvalidArgumentError("It must be a position, first or latest.");
}

function namesOf(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length > 0) return names;
  throw new InvalidArgumentError("It must be names with commas between them.");
}

function streamOf(text: string): { readonly type: string; readonly id: string } {
  const [, type, id] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (type !== undefined && id !== undefined) return { type, id };
  throw new InvalidArgumentError("It must be type/id, such as account/a-1.");
}
