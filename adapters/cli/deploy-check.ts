import process from "node:process";
import { deploymentObstacles } from "../../src/runtime/mod.ts";
import { counted, printJson } from "./admin/columns.ts";
import { CliError } from "./cli-error.ts";
import { exitCodes } from "./exit-codes.ts";
import { loadApplication } from "./load-application.ts";
import { openStore } from "./open-store.ts";
import { readSettings } from "./settings.ts";

export interface DeployCheckOptions {
  readonly app: string;
  readonly json?: boolean;
}

/**
 * `myelin check-deploy`: whether the application could carry on what the database holds. Changes nothing; the servers may run on.
 *
 * @throws CliError `checkFailed` where letters would be orphaned, or what runs of a workflow could not go on
 */
export async function checkDeploy({ app, json = false }: DeployCheckOptions): Promise<void> {
  const tables = await loadApplication(app);
  const store = await openStore(readSettings(process.env));
  const obstacles = await store.deployments
    .inUse()
    .then((inUse) => deploymentObstacles(inUse, tables))
    .finally(() => store.close());
  if (json) printJson({ ok: obstacles.length === 0, obstacles });
  if (obstacles.length > 0) {
    const list = obstacles.map(({ message }) => `  - ${message}`).join("\n");
    const title = `Cannot deploy "${app}" on this database: ${counted(obstacles.length, "thing")} could not go on; mend each of these`;
    throw new CliError(`${title}\n${list}`, { exitCode: exitCodes.checkFailed });
  }
  if (!json) console.log(`Nothing stands in the way: ${app} can carry on all that the database holds`);
}
