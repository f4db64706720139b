import type { Child } from "hono/jsx";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Engine } from "../../../src/runtime/mod.ts";

/** What a component answers: text that is escaped already. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What stands inside of an element; whatever is text there is escaped. */
export type Content = Child;

/** What an operation came to, for the next page that is shown. */
export interface Outcome {
  readonly kind: "good" | "bad";
  readonly text: string;
}

/** What every page needs to be drawn. */
export interface View {
  readonly engine: Engine;
  /** Leads from the page to `…/admin/`, relative: the dashboard does not know where it is mounted. */
  readonly root: string;
  /** To be sent along by each form. */
  readonly csrf: string;
  /** Of the operation before. */
  readonly outcome: Outcome | undefined;
  /** Whether there is a login to end. */
  readonly canLogOut: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The parameters of an address. Undefined ones are left out. */
export type AddressOptions = Readonly<Record<string, string | number | undefined>>;

/** The address of a page, for links: names and ids are parameters, so that none of them can be taken for a part of a path. */
export function linkTo({ root }: Pick<View, "root">, page: string, parameters: AddressOptions = {}): string {
  const path = page === "overview" ? `${root}../admin` : `${root}ui/${page}`;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}
