/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import { type Content, type Html, linkTo, type View } from "../view.ts";

export interface ActProps {
  readonly view: View;
  /** The operation, as in `acts`. */
  readonly act: string;
  /** What it is done to. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly label: string;
  /** For those who hear the button and not what stands beside it. */
  readonly about?: string;
  readonly tone?: "main" | "danger";
  /** Further fields, to be filled in. */
  readonly children?: Content;
}

/** A form with one button that does something: a plain POST, so that it works without any script. */
export function ActForm({ view, act, fields, label, about, tone, children }: ActProps): Html {
  return (
    <form method="post" action={linkTo(view, "act")} class={children === undefined ? "act" : "act wide"}>
      <input type="hidden" name="csrf" value={view.csrf} />
      <input type="hidden" name="act" value={act} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={String(value)} />
      ))}
      {children}
      <button type="submit" class={tone} aria-label={about}>
        {label}
      </button>
    </form>
  );
}
