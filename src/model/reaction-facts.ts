/** Which timer fired. */
export interface FiredTimer {
  readonly name: string;
  /** What it was scheduled with to tell it from others of its name; "" where that was nothing. */
  readonly key: string;
}

/** Which command was rejected, and why. */
export interface RejectedCommand<Payload = unknown> {
  readonly command: string;
  /** As it was sent. */
  readonly payload: Payload;
  /** The place among the instance's commands, from 1. */
  readonly index: number;
  /** The rejection's name. */
  readonly reason: string;
  /** The rejection's payload; null where it is a sentence. */
  readonly data: unknown;
}
