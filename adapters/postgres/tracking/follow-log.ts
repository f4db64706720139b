import { MyelinError, type Position } from "../../../src/runtime/mod.ts";
import type { Driver, ReservedSession } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import { positionOf } from "../sql/columns.ts";
import type { SchemaName } from "../sql/schema-name.ts";
import { logEyes } from "./look.ts";
import { type LogTracker, trackLog } from "./track-log.ts";

export interface LogFollower {
  safeHead(): Promise<Position>;
  close(): Promise<void>;
}

interface Following {
  readonly session: ReservedSession;
  readonly tracker: LogTracker;
}

/** A tracker on a connection of its own. Callers share one look; when the connection breaks, all begins again. */
export function followLog({ driver, schema }: { driver: Driver; schema: SchemaName }): LogFollower {
  let following: Following | undefined;
  let underWay: Promise<Position> | undefined;
  let closed = false;

  const begin = async (): Promise<Following> => {
    if (closed) throw new MyelinError("unavailable", "Cannot look at the end of the log: the store is closed");
    const session = await driver.reserve();
    return { session, tracker: trackLog(logEyes(session, schema)) };
  };

  const leave = async (): Promise<void> => {
    const left = following;
    following = undefined;
    await left?.session.release();
  };

  const advance = async (): Promise<Position> => {
    try {
      following ??= await begin();
      return positionOf(String(await following.tracker.advance()));
    } catch (error) {
      await leave();
      throw engineError(error, "look at the end of the log");
    }
  };

  return {
    safeHead: () => {
      underWay ??= advance().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    close: async () => {
      closed = true;
      await underWay?.catch(() => {});
      await leave();
    },
  };
}
