import { keyHash } from "../../../../src/base/key-hash.ts";

/** Events on which a handler fails: always the same ones. */
export interface Illness {
  /** Differs between handlers, so that they fail on different events. */
  readonly salt: string;
  /** One event in so many. */
  readonly oneIn: number;
  /** Attempts in one process that fail. */
  readonly attempts: number;
}

export function isIll({ salt, oneIn }: Pick<Illness, "salt" | "oneIn">, eventId: string): boolean {
  return keyHash(`${salt}/${eventId}`) % oneIn === 0;
}

/** Throws on the first attempts of an event that is ill: decided by the event and the attempt alone. */
export function failing(illness: Illness): (eventId: string) => void {
  const attempts = new Map<string, number>();
  return (eventId) => {
    if (!isIll(illness, eventId)) return;
    const attempt = (attempts.get(eventId) ?? 0) + 1;
    attempts.set(eventId, attempt);
    if (attempt <= illness.attempts) throw new Error(`attempt ${attempt} on an event that is ill`);
  };
}
