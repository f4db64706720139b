import { m001Events } from "./m001-events.ts";
import { m002CommandSide } from "./m002-command-side.ts";
import { m003PlansMadeOnce } from "./m003-plans-made-once.ts";
import { m004EventSide } from "./m004-event-side.ts";
import { m005InlineFolds } from "./m005-inline-folds.ts";
import { m006Rebuilds } from "./m006-rebuilds.ts";
import { m007Nodes } from "./m007-nodes.ts";
import { m008Workflows } from "./m008-workflows.ts";
import { m009Deployments } from "./m009-deployments.ts";
import type { Migration } from "./migration.ts";

/** In order, numbered from 1 without a gap. */
export const migrations: readonly Migration[] = [
  m001Events,
  m002CommandSide,
  m003PlansMadeOnce,
  m004EventSide,
  m005InlineFolds,
  m006Rebuilds,
  m007Nodes,
  m008Workflows,
  m009Deployments,
];
