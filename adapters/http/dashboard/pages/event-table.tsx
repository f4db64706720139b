/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { StoredEvent } from "../../../../src/runtime/mod.ts";
import { Moment } from "../parts/moment.tsx";
import { Name } from "../parts/name.tsx";
import { valueText } from "../parts/value-text.ts";
import { type Html, linkTo, type View } from "../view.ts";

const columns = ["Position", "Recorded (UTC)", "Event", "Stream", "Data"] as const;
/** Letters of the data in a row. */
const longest = 160;

export interface EventTableProps {
  readonly view: Pick<View, "root">;
  /** Newest first. */
  readonly events: readonly StoredEvent[];
}

/** Events of the log, a row each. */
export function EventTable({ view, events }: EventTableProps): Html {
  return (
    <>
      <table aria-label="Events">
        <thead>
          <tr>
            {columns.map((label) => (
              <th scope="col" class={label === "Position" ? "number" : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody id="tail">
          <EventRows view={view} events={events} />
        </tbody>
      </table>
      {events.length > 0 ? null : (
        <p class="empty" id="tail-empty">
          No events yet.
        </p>
      )}
    </>
  );
}

/** The rows alone: what comes is put before those that are there. */
export function EventRows({ view, events }: EventTableProps): Html {
  return (
    <>
      {events.map(({ position, type, stream, recordedAt, version, data }) => (
        <tr>
          <td class="number mono" data-label="Position">
            {position}
          </td>
          <td data-label="Recorded">
            <Moment date={recordedAt} />
          </td>
          <td class="name" data-label="Event">
            <div>
              <Name text={type} />
            </div>
          </td>
          <td data-label="Stream">
            <div>
              <a class="mono" href={linkTo(view, "stream", { type: stream.type, id: stream.id, at: version })}>
                {stream.type}/{stream.id}
              </a>{" "}
              <span class="muted">v{version}</span>
            </div>
          </td>
          <td class="mono" data-label="Data">
            {shortText(data)}
          </td>
        </tr>
      ))}
    </>
  );
}

function shortText(data: unknown): string {
  const text = valueText(data).replaceAll(/\s+/g, " ");
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
