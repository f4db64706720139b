/** Where the cases run, in the order of the matrix. */
export const runtimes = ["node20", "node24", "deno", "bun", "workerd"] as const;
export type Runtime = (typeof runtimes)[number];

/** How the database is reached. */
export const connections = ["direct", "pooler"] as const;
export type Connection = (typeof connections)[number];

/** What one runtime came to on one kind of connection. */
export interface Cell {
  readonly passed: number;
  readonly failed: number;
  /** Why it could not be run; empty where it was. */
  readonly skipped: readonly string[];
}

export type Matrix = Readonly<Partial<Record<Runtime, Readonly<Record<Connection, Cell>>>>>;

const titles: Readonly<Record<Runtime, string>> = {
  node20: "Node 20",
  node24: "Node 24",
  deno: "Deno",
  bun: "Bun",
  workerd: "workerd (Cloudflare Workers)",
};

/** The matrix as a Markdown table; it reads as well on a terminal. */
export function matrixText(matrix: Matrix): string {
  const rows = runtimes.flatMap((runtime) => {
    const cells = matrix[runtime];
    return cells === undefined
      ? []
      : [`| ${titles[runtime]} | ${cellText(cells.direct)} | ${cellText(cells.pooler)} |`];
  });
  return ["| | direct | through PgBouncer (transaction mode) |", "| --- | --- | --- |", ...rows].join("\n");
}

function cellText({ passed, failed, skipped }: Cell): string {
  if (skipped.length > 0) return `skipped: ${skipped.join("; ")}`;
  return failed === 0 ? `${passed} of ${passed}` : `${passed} of ${passed + failed}, **${failed} failed**`;
}

/** Whether everything that ran passed, and whether something ran. */
export function isGreen(matrix: Matrix): boolean {
  const cells = Object.values(matrix).flatMap((row) => Object.values(row));
  return cells.every(({ failed }) => failed === 0) && cells.some(({ passed }) => passed > 0);
}

/** The closing line of a run; what could not be run counts as one for each way to the database. */
export function tallyText(matrix: Matrix): string {
  const cells = Object.values(matrix).flatMap((row) => Object.values(row));
  const sum = (of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped.length)} skipped`;
}
