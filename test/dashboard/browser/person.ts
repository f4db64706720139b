import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

export const token = "the-token-of-the-operators";

/** Somebody at a browser who looks at the dashboard. */
export interface Person {
  readonly page: Page;
  /** Goes to a page by its address behind `/admin`. */
  open(path?: string): Promise<void>;
  /** Errors that the browser told of, those of lost connections left out: each would be a flaw. */
  readonly troubles: readonly string[];
  leave(): Promise<void>;
}

/** Logs in. */
export async function personAt(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
    ...options,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("dialog", (dialog) => troubles.push(`dialog: ${dialog.message()}`));
  page.on("console", (line) => {
    // What a lost connection and the login are told with is no flaw.
    if (line.type() === "error" && !/Failed to load resource|ERR_/.test(line.text())) troubles.push(line.text());
  });
  const open = async (path = ""): Promise<void> => {
    await page.goto(`${url}/admin${path}`);
  };
  await open();
  await page.getByLabel("Admin token").fill(token);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("navigation").waitFor();
  return { page, open, troubles, leave: () => context.close() };
}

/** Waits until the page says that it is connected, or that it is not. */
export async function connectionIs(page: Page, text: string | RegExp): Promise<void> {
  await page.locator("#connection").filter({ hasText: text }).waitFor({ timeout: 120_000 });
}

/** Nothing is wider than the screen, nothing is cut, and no text lies on another one. */
export async function looksWhole(page: Page): Promise<void> {
  expect(await page.evaluate(flaws)).toEqual([]);
}

interface Shown {
  readonly one: Element;
  /** Of its own text, line by line. */
  readonly lines: readonly DOMRect[];
}

/** Runs in the page, so it has all that it needs within itself. */
function flaws(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const name = ({ one }: Shown): string => `${one.tagName.toLowerCase()} "${one.textContent?.trim().slice(0, 40)}"`;
  const linesOf = (node: Node): readonly DOMRect[] => {
    if (node.nodeType !== Node.TEXT_NODE || node.textContent?.trim() === "") return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    // What a box of its own scrolls is not to be seen beyond its end.
    const end =
      node.parentElement?.closest("pre, .picture")?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY;
    return [...range.getClientRects()].filter(({ width, height, bottom }) => width > 1 && height > 1 && bottom <= end);
  };
  const overlap = (a: DOMRect, b: DOMRect): boolean =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
  const shown = [...document.querySelectorAll("main *, header *")]
    .filter((one) => one.closest("thead, .skip, option") === null)
    .map((one) => ({ one, lines: [...one.childNodes].flatMap(linesOf) }))
    .filter(({ lines }) => lines.length > 0);
  const outside = shown.filter(({ lines }) => lines.some(({ left, right }) => right > clientWidth + 1 || left < -1));
  const meet = (a: Shown, b: Shown): boolean => a.lines.some((one) => b.lines.some((other) => overlap(one, other)));
  const pairs = shown.flatMap((a, at) => shown.slice(at + 1).flatMap((b) => (meet(a, b) ? [[a, b] as const] : [])));
  return [
    ...(scrollWidth > clientWidth ? [`${location.pathname}: wider than the screen`] : []),
    ...outside.map((one) => `${name(one)} reaches out of the screen`),
    ...pairs.map(([a, b]) => `${name(a)} lies on ${name(b)}`),
  ].slice(0, 10);
}
