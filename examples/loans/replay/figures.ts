import type { Position } from "myelin";
import * as v from "valibot";
import type { Http } from "./http-to.ts";

const Counts = v.record(v.string(), v.nullable(v.number()));
const PerRule = v.array(v.object({ rule: v.string(), count: v.number() }));

export interface Figures {
  readonly outcomes: Readonly<Record<string, number | null>>;
  readonly offers: Readonly<Record<string, number | null>>;
  readonly workload: Readonly<Record<string, number | null>>;
  readonly throughput: Readonly<Record<string, number | null>>;
  readonly deviations: readonly { readonly rule: string; readonly count: number }[];
}

/** What the projections say once they have seen `position`. */
export async function readFigures(http: Http, position: Position): Promise<Figures> {
  const ask = async (path: string): Promise<unknown> => {
    const headers = { "myelin-wait-for": position };
    const { status, text } = await http({ method: "GET", path: `/queries/${path}`, headers });
    if (status !== 200) throw new Error(`Cannot read ${path}: the server answers ${status} ${text}`);
    return JSON.parse(text);
  };
  return {
    outcomes: v.parse(Counts, await ask("outcomes/totals")),
    offers: v.parse(Counts, await ask("offers/totals")),
    workload: v.parse(Counts, await ask("workload/totals")),
    throughput: v.parse(Counts, await ask("throughput/totals")),
    deviations: v.parse(PerRule, await ask("deviations/perRule")),
  };
}
