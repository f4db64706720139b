/** How the appenders write: each transaction stays open for up to so many milliseconds, some for longer, some are rolled back. */
export const writing = {
  writers: 16,
  openMs: 50,
  slowMs: 400,
  slowPercent: 2,
  rolledBackPercent: 5,
  events: 3,
} as const;
