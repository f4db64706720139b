/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Content, Html } from "../view.ts";

/** A column: its heading, and whether it holds numbers (to the right) or buttons. */
export interface Column {
  readonly label: string;
  readonly kind?: "number" | "actions";
}

export interface TableProps {
  /** What the table is, for those who hear it. */
  readonly label: string;
  readonly columns: readonly (Column | string)[];
  readonly rows: readonly (readonly Content[])[];
  /** In place of a table without rows. */
  readonly empty: string;
}

/** A table; on a narrow screen each row stands as a card, each cell behind its column's name. */
export function DataTable({ label, columns, rows, empty }: TableProps): Html {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  const known = columns.map((column) => (typeof column === "string" ? { label: column } : column));
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {known.map((column) => (
            <th scope="col" class={column.kind}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell, nth) => (
              <td class={known[nth]?.kind} data-label={known[nth]?.label}>
                <div>{cell}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
