/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Html } from "../view.ts";
import { momentText, secondsText } from "./texts.ts";

/** A moment in UTC. */
export function Moment({ date }: { readonly date: Date }): Html {
  const text = momentText(date);
  if (text === "–") return <span>{text}</span>;
  return (
    <time datetime={date.toISOString()} title={`${date.toISOString()} (UTC)`}>
      {text}
    </time>
  );
}

/** How long ago something was, or how far away it is; its moment as a hint. */
export function Ago({ date, now }: { readonly date: Date; readonly now: number }): Html {
  const seconds = (now - date.getTime()) / 1000;
  const text = seconds >= 0 ? `${secondsText(seconds)} ago` : `in ${secondsText(-seconds)}`;
  return (
    <time datetime={date.toISOString()} title={`${momentText(date)} UTC`}>
      {text}
    </time>
  );
}
