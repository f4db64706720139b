import type { Engine } from "../../../src/runtime/mod.ts";
import { drawing } from "../random.ts";

export interface Alarms {
  readonly seed: number;
  readonly count: number;
  /** All are due in the stretch from `dueFrom`, milliseconds since 1970, on. */
  readonly dueFrom: number;
  readonly dueMs: number;
}

/** Alarms that one command sets. */
const atOnce = 500;

/** Evenly over the stretch, in no order. */
export async function setAlarms(engine: Pick<Engine, "submit">, alarms: Alarms): Promise<void> {
  const { seed, count, dueFrom, dueMs } = alarms;
  const draw = drawing(seed * 1_000);
  for (let first = 0; first < count; first += atOnce) {
    const length = Math.min(atOnce, count - first);
    const dueAt = Array.from({ length }, () => dueFrom + draw.between(0, dueMs - 1));
    const result = await engine.submit({
      command: "SetAlarms",
      payload: { clockId: `clock-${first / atOnce}`, dueAt },
    });
    if (!result.ok) throw new Error("Cannot set alarms: the command was rejected");
  }
}
