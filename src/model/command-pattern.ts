import type { CommandPattern } from "./interceptor-node.ts";

/** Whether a pattern means the command: in a text `*` stands for any letters and digits; a regular expression is tried as it is. */
export function matchesCommand(pattern: CommandPattern, command: string): boolean {
  if (typeof pattern !== "string") return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(command);
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(command);
}

/** A pattern as it stands in `explain` and in the tables' JSON. */
export function describePattern(pattern: CommandPattern): string {
  return String(pattern);
}
