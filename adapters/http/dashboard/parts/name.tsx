/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";

/** A name that may go on in the next line at its dots and capitals, where it is too long for one. */
export function Name({ text }: { readonly text: string }): Html {
  const parts = text.split(/(?<=\.)|(?<=[a-z])(?=[A-Z])/);
  return (
    <span>
      {parts.map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </span>
  );
}
