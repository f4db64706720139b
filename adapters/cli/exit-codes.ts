/** What the command line ends with, so that scripts can tell why. */
export const exitCodes = {
  ok: 0,
  /** `routes --check` found a difference. */
  checkFailed: 1,
  /** Unknown command or option, or an environment variable that cannot be read. */
  usage: 2,
  /** The application cannot be loaded, found or compiled. */
  application: 3,
  /** The database is away, locked by another process, or not at the engine's schema. */
  database: 4,
  /** The port cannot be listened on. */
  address: 5,
  /** A fault of the engine or of this machine. */
  unexpected: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0   done
  1   routes --check: the tables differ
  2   wrong usage or environment
  3   the application cannot be loaded or compiled
  4   the database is away, locked or not migrated
  5   the port cannot be listened on
  70  unexpected; --verbose shows where
`;
