import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A V8 CPU profile, as far as it is read. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly where: string;
  /** Of the time that the process was not idle. */
  readonly share: number;
}

/** Where a process spent its own time, most first. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): readonly SelfTime[] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const place = places.get(id) ?? "";
    if (place !== "(idle)") times.set(place, (times.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([where, time]) => ({ where, share: time / total })).sort((a, b) => b.share - a.share);
}

function placeOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName;
  const path = url.replace(/^.*\/(?:\.build|node_modules)\//, "");
  return `${functionName || "(anonymous)"} ${path}:${lineNumber + 1}`;
}

/** For each profile in a folder the functions that took most. */
export function profileText(folder: string, most = 25): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  return files
    .sort()
    .flatMap((name) => {
      const profile: CpuProfile = JSON.parse(readFileSync(join(folder, name), "utf8"));
      const lines = selfTimes(profile).slice(0, most);
      return ["", name, ...lines.map(({ where, share }) => `${(share * 100).toFixed(1).padStart(6)} %  ${where}`)];
    })
    .join("\n");
}
