/** What the load generator is asked for: deposits to accounts that each connection takes in turn. */
export interface HttpLoadJob {
  readonly url: string;
  /** For each connection the bodies of its requests. */
  readonly bodies: readonly (readonly string[])[];
  readonly rampMs: number;
  readonly timedMs: number;
}

/** The accounts that requests go to, for each connection. */
export const accountsEach = 16;

export function httpAccount(connection: number, nth: number): string {
  return `http-${connection}-${nth}`;
}

/** Requests that go to `POST /commands/DepositMoney`, made before the clock runs: the generator has the cores to share. */
export function depositBodies(connections: number): readonly (readonly string[])[] {
  return Array.from({ length: connections }, (_, connection) =>
    Array.from({ length: accountsEach }, (_, nth) =>
      JSON.stringify({ accountId: httpAccount(connection, nth), amount: 1 }),
    ),
  );
}
