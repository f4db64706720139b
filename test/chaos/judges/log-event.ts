/** An event of the log as the judges see it. */
export interface LogEvent {
  readonly position: number;
  /** `type/id`. */
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  /** Qualified. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly commandId: string;
}

/** The log's events by a text of theirs, each list in the order of the log. */
export function grouped<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
