import type { ProjectionTable } from "../../model/tables.ts";
import { handlerFailure } from "./handler-failure.ts";
import { projectFold } from "./project-fold.ts";
import { projectFree } from "./project-free.ts";
import type { Projecting } from "./projecting.ts";

/** Calls a projection's handlers for events in the order of the log. Throws what the first failing one threw, with its place. */
export async function project(projection: ProjectionTable, projecting: Projecting): Promise<void> {
  for (const { event, broken } of projecting.events)
    if (broken !== undefined) throw handlerFailure({ processor: projection.name, event }, broken);
  return projection.form === "fold" ? projectFold(projection, projecting) : projectFree(projection, projecting);
}
