import process from "node:process";
import { readSettings } from "../settings.ts";
import type { Administration, AdminOptions } from "./administration.ts";

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
