/** What the command line ends with, so that scripts can tell why. */
export const exitCodes = {
  ok: 0,
  /** `routes --check` found a difference, `diff` a change that breaks something, `check-deploy` something in the way, or `dead-letters retry` left letters behind. */
  checkFailed: 1,
  /** Unknown command or option, or an environment variable that cannot be read. */
  usage: 2,
  /** The application cannot be loaded, found or compiled. */
  application: 3,
  /** The database is away, locked by another process, or not at the engine's schema. */
  database: 4,
  /** The port cannot be listened on. */
  address: 5,
  /** The processor, sequence, workflow or instance is unknown, or does not stand so that it could be done. */
  refused: 6,
  /** The server at --url does not answer, or not to this token. */
  server: 7,
  /** A fault of the engine or of this machine. */
  unexpected: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0   done
  1   routes --check: the tables differ; diff: a change breaks something; check-deploy: something stands in the
      way; dead-letters retry: letters are left
  2   wrong usage or environment
  3   the application cannot be loaded or compiled
  4   the database is away, locked or not migrated
  5   the port cannot be listened on
  6   the processor, sequence, workflow or instance is unknown, or does not stand so that it could be done
  7   the server at --url does not answer, or not to this token
  70  unexpected; --verbose shows where
`;
