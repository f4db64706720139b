import process from "node:process";
import type { LetterAdmin, ProcessorAdmin } from "../../../src/runtime/mod.ts";
import { readSettings } from "../settings.ts";

/** What the administering commands work on, wherever it is. */
export interface Administration {
  readonly processors: ProcessorAdmin;
  readonly letters: LetterAdmin;
  close(): Promise<void>;
}

/** What each of these commands can be told. */
export interface AdminOptions {
  readonly app: string;
  /** A server to ask, in place of opening the database. */
  readonly url?: string;
  readonly verbose?: boolean;
}

/** Works through the server at `--url`, or on the database itself, and lets go of it in the end. */
export async function administer<Result>(
  { app, url, verbose = false }: AdminOptions,
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const settings = readSettings(process.env);
  const administration =
    url === undefined
      ? await (await import("./local-administration.ts")).localAdministration({ app, settings, verbose })
      : (await import("./remote/remote-administration.ts")).remoteAdministration({ url, settings });
  return work(administration).finally(administration.close);
}
