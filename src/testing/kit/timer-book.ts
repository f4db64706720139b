import type { TimerRow } from "../../model/workflow-instance.ts";
import type { TimerChange } from "../../runtime/workflows/draft.ts";

/** The open timers of one instance, as a store would keep them. */
export interface TimerBook {
  /** In the order in which they are due. */
  all(): readonly TimerRow[];
  change(change: TimerChange): void;
  /** It has fired. */
  take(timer: TimerRow): void;
}

export function timerBook(): TimerBook {
  const open = new Map<string, TimerRow>();
  return {
    all: () => [...open.values()].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()),
    take: (timer) => {
      open.delete(place(timer));
    },
    change: (change) => {
      if (change.kind === "set") open.set(place(change.timer), change.timer);
      else for (const timer of open.values()) if (isMeant(change, timer)) open.delete(place(timer));
    },
  };
}

function place({ name, key }: TimerRow): string {
  return JSON.stringify([name, key]);
}

function isMeant({ name, key }: TimerChange & { readonly kind: "cancel" }, timer: TimerRow): boolean {
  return (name === undefined || name === timer.name) && (key === undefined || key === timer.key);
}
