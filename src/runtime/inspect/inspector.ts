import type { Position } from "../../model/position.ts";
import type { Deployment, DeploymentStore } from "../../store/deployment-store.ts";
import type { EngineActivity } from "./activity.ts";
import { eventsAfter, type LogStretch, latestEvents } from "./log-reader.ts";
import { type MomentPorts, type MomentQuery, type StreamMoment, streamMoments } from "./stream-moments.ts";

/** Looks at a running engine without changing it: what dashboards are made of. All throw `unavailable` when the database is away. */
export interface Inspector {
  /** What this node did in the last hour, by itself: nothing of other nodes. */
  activity(): EngineActivity;
  /** A page of a stream with the aggregate's state after each event. Throws `unknown_stream`. */
  moments(query: MomentQuery): Promise<readonly StreamMoment[]>;
  /** The last events of the log, at most `limit`, in order of position. */
  latest(limit: number): Promise<LogStretch>;
  /** What came behind a place, at most `limit` events; to go on, ask behind `upTo`. */
  after(place: { readonly after: Position; readonly limit: number }): Promise<LogStretch>;
  /** What this application was started with, the latest first, at most `limit`. */
  deployments(limit: number): Promise<readonly Deployment[]>;
}

export interface InspectorPorts extends MomentPorts {
  readonly told: () => EngineActivity;
  readonly deployments: DeploymentStore;
}

export function inspector({ told, deployments, ...ports }: InspectorPorts): Inspector {
  return {
    activity: told,
    moments: (query) => streamMoments(query, ports),
    latest: (limit) => latestEvents(limit, ports.events),
    deployments: (limit) => deployments.list({ application: ports.tables.name, limit }),
    after: (place) => eventsAfter(place, ports.events),
  };
}
