/** What a log must come to, counted from its text without the engine, the domain or the replayer. */
export interface PlainCount {
  readonly rows: number;
  readonly outcomes: Readonly<Record<"submitted" | "approved" | "declined" | "cancelled" | "open", number>>;
  readonly offers: Readonly<Record<"created" | "sentBack" | "accepted" | "declined" | "cancelled", number>>;
  /** Rows that break a rule, by rule. */
  readonly deviations: Readonly<Record<string, number>>;
  readonly workload: Readonly<Record<"started" | "completed" | "hoursWorked", number>>;
  readonly throughput: { readonly count: number; readonly median: number; readonly p90: number };
}

interface Line {
  readonly caseId: string;
  readonly activity: string;
  readonly lifecycle: string;
  readonly ms: number;
}

export function plainCount(csv: string): PlainCount {
  const lines = csv.trim().split("\n").slice(1).map(lineOf);
  const count = (activity: string) => lines.filter((line) => line.activity === activity).length;
  const [submitted, approved, declined, cancelled] = ["SUBMITTED", "APPROVED", "DECLINED", "CANCELLED"].map((name) =>
    count(`A_${name}`),
  ) as [number, number, number, number]; // four names give four counts
  return {
    rows: lines.length,
    outcomes: { submitted, approved, declined, cancelled, open: submitted - approved - declined - cancelled },
    offers: {
      created: count("O_CREATED"),
      sentBack: count("O_SENT_BACK"),
      accepted: count("O_ACCEPTED"),
      declined: count("O_DECLINED"),
      cancelled: count("O_CANCELLED"),
    },
    ...countWork(lines),
    throughput: countDays(lines),
  };
}

function lineOf(text: string): Line {
  const [caseId = "", , , activity = "", lifecycle = "", , at = ""] = text.split(",");
  return { caseId, activity, lifecycle, ms: Date.parse(at) };
}

/** What is known of one kind of work in one application. */
interface WorkSoFar {
  readonly before?: string | undefined;
  readonly startedAt?: number | undefined;
}

interface WorkRow extends WorkSoFar {
  readonly lifecycle: string;
  readonly ms: number;
  readonly rule?: string | undefined;
}

function countWork(lines: readonly Line[]): Pick<PlainCount, "deviations" | "workload"> {
  const work = [...workRows(lines)];
  const kept = (lifecycle: string) => work.filter((row) => row.rule === undefined && row.lifecycle === lifecycle);
  const rules = work.flatMap(({ rule }) => rule ?? []);
  const workedMs = kept("COMPLETE").reduce((sum, { ms, startedAt = Number.NaN }) => sum + ms - startedAt, 0);
  return {
    deviations: Object.fromEntries(rules.map((rule) => [rule, rules.filter((other) => other === rule).length])),
    workload: {
      started: kept("START").length,
      completed: kept("COMPLETE").length,
      hoursWorked: workedMs / 3_600_000,
    },
  };
}

/** Each row of work beside what went before. */
function* workRows(lines: readonly Line[]): Generator<WorkRow> {
  const items = new Map<string, WorkSoFar>();
  for (const { caseId, activity, lifecycle, ms } of lines.filter((line) => line.activity.startsWith("W_"))) {
    const item = `${caseId} ${activity}`;
    const soFar = items.get(item) ?? {};
    yield { ...soFar, lifecycle, ms, rule: brokenRule(lifecycle, soFar) };
    const startedAt = lifecycle === "START" ? (soFar.startedAt ?? ms) : soFar.startedAt;
    items.set(item, { before: lifecycle, startedAt: lifecycle === "COMPLETE" ? undefined : startedAt });
  }
}

function brokenRule(lifecycle: string, { before, startedAt }: WorkSoFar): string | undefined {
  if (lifecycle === "SCHEDULE") return before === "SCHEDULE" ? "WorkItemAlreadyWaiting" : undefined;
  if (lifecycle === "START") return startedAt === undefined ? undefined : "WorkItemAlreadyStarted";
  return startedAt === undefined ? "WorkItemNotStarted" : undefined;
}

function countDays(lines: readonly Line[]): PlainCount["throughput"] {
  const submitted = new Map(
    lines.filter(({ activity }) => activity === "A_SUBMITTED").map((line) => [line.caseId, line]),
  );
  const days = lines
    .filter(({ activity }) => ["A_APPROVED", "A_DECLINED", "A_CANCELLED"].includes(activity))
    .map(({ caseId, ms }) => (ms - (submitted.get(caseId)?.ms ?? Number.NaN)) / 86_400_000)
    .sort((a, b) => a - b);
  return { count: days.length, median: percentile(days, 0.5), p90: percentile(days, 0.9) };
}

/** Between the two nearest, as `percentile_cont` of SQL has it. */
function percentile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
