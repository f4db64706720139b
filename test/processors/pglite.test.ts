import { failureCases } from "./failure-cases.ts";
import { onPglite } from "./grounds.ts";
import { runCases } from "./processor-case.ts";
import { rebuildCases } from "./rebuild-cases.ts";

// Each case takes seconds to begin here. The rest runs on the same SQL in the Postgres lane.
const rebuilds = rebuildCases.filter(({ name, needsSql }) => needsSql || name.startsWith("a rebuild puts"));
runCases("pglite", onPglite, [...failureCases, ...rebuilds]);
