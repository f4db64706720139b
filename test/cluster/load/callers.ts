import { setTimeout as pause } from "node:timers/promises";

/** Callers that add to tallies, each command under an id, again and again until it is done. */
export interface Callers {
  /** Names what is sent from now on; it begins each command's id. Resolves when all that was sent before is done. */
  phase(name: string): Promise<void>;
  /** Resolves when all is done: the ids, by tally, that were acknowledged. */
  stop(): Promise<readonly Acknowledged[]>;
}

export interface Acknowledged {
  readonly id: string;
  readonly tallyId: string;
  readonly version: number;
  /** How often it was sent. */
  readonly sends: number;
}

export interface CallersOptions {
  readonly url: string;
  readonly tallies: number;
  readonly atOnce: number;
}

/** Milliseconds after which a command that was never done fails the test. */
const patienceMs = 30_000;

export function startCallers({ url, tallies, atOnce }: CallersOptions): Callers {
  const done: Acknowledged[] = [];
  const under = new Map<string, number>();
  let [name, over, sent] = ["begin", false, 0];
  const call = async (): Promise<void> => {
    while (!over) {
      const phase = name;
      const number = sent++;
      under.set(phase, (under.get(phase) ?? 0) + 1);
      done.push(await add(url, { id: `${phase}:${number}`, tallyId: `t-${(number * 7919) % tallies}` }));
      under.set(phase, (under.get(phase) ?? 0) - 1);
    }
  };
  const calls = Promise.all(Array.from({ length: atOnce }, call));
  return {
    phase: async (next) => {
      const before = name;
      name = next;
      while ((under.get(before) ?? 0) > 0) await pause(10);
    },
    stop: async () => {
      over = true;
      await calls;
      return done;
    },
  };
}

async function add(url: string, { id, tallyId }: Pick<Acknowledged, "id" | "tallyId">): Promise<Acknowledged> {
  const until = Date.now() + patienceMs;
  for (let sends = 1; ; sends++) {
    const answer = await send(url, { id, tallyId }).catch((error: unknown) => String(error));
    if (typeof answer === "number") return { id, tallyId, version: answer, sends };
    if (Date.now() > until) throw new Error(`"${id}" was sent ${sends} times and is not done: ${answer}`);
    await pause(20);
  }
}

/** The version, or why not. */
async function send(url: string, { id, tallyId }: Pick<Acknowledged, "id" | "tallyId">): Promise<number | string> {
  const response = await fetch(`${url}/commands/Add`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": id },
    body: JSON.stringify({ tallyId, by: 1 }),
  });
  const text = await response.text();
  return response.status === 200 ? Number(JSON.parse(text).version) : `${response.status} ${text}`;
}
