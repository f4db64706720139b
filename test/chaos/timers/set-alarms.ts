import type { HttpCommand } from "../load/send-command.ts";
import { type Sender, untilTold } from "../load/until-told.ts";
import { drawing } from "../random.ts";

export interface Alarms extends Sender {
  readonly seed: number;
  readonly count: number;
  /** All are due in the stretch from `dueFrom`, milliseconds since 1970, on. */
  readonly dueFrom: number;
  readonly dueMs: number;
}

/** Alarms that one command sets. */
const atOnce = 500;

/** Evenly over the stretch, in no order. */
export async function setAlarms(alarms: Alarms): Promise<void> {
  const { seed, count, dueFrom, dueMs } = alarms;
  const draw = drawing(seed * 1_000);
  for (let first = 0; first < count; first += atOnce) {
    const length = Math.min(atOnce, count - first);
    const dueAt = Array.from({ length }, () => dueFrom + draw.between(0, dueMs - 1));
    const clockId = `clock-${first / atOnce}`;
    const command: HttpCommand = { id: clockId, name: "SetAlarms", payload: { clockId, dueAt } };
    const { kind } = await untilTold(command, { sender: alarms, draw });
    if (kind !== "done") throw new Error(`Cannot set alarms: a node answered "${kind}"`);
  }
}
