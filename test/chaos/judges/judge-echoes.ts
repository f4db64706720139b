import { grouped, type LogEvent } from "./log-event.ts";

/** Each event marked `echo` came back exactly once. */
export function judgeEchoes(log: readonly LogEvent[]): { readonly skipped: number; readonly doubled: number } {
  const echoes = grouped(
    log.filter(({ type }) => type === "echo.Echoed"),
    ({ data }) => String(data.of),
  );
  const wanted = log.filter(({ type, data }) => type === "account.Deposited" && data.echo === true);
  const skipped = wanted.filter(({ id }) => !echoes.has(id)).length;
  const doubled = [...echoes.values()].filter(({ length }) => length > 1).length;
  return { skipped, doubled };
}
