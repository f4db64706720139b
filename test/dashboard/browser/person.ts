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
  readonly box: DOMRect;
}

/** Runs in the page, so it has all that it needs within itself. */
function flaws(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const name = ({ one }: Shown): string => `${one.tagName.toLowerCase()} "${one.textContent?.trim().slice(0, 40)}"`;
  const isText = (node: Node): boolean => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== "";
  const boxOf = (one: Element): Shown => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return { one, box: (one.closest("svg") === null ? range : one).getBoundingClientRect() };
  };
  const overlap = (a: Shown, b: Shown): boolean => {
    const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    return across > 2 && down > 4 && !a.one.contains(b.one) && !b.one.contains(a.one);
  };
  const shown = [...document.querySelectorAll("main *, header *")]
    .filter((one) => [...one.childNodes].some(isText) && one.closest("thead, .skip, option") === null)
    .map(boxOf)
    .filter(({ box }) => box.width > 1 && box.height > 1);
  const outside = shown.filter(({ box }) => box.right > clientWidth + 1 || box.left < -1);
  const pairs = shown.flatMap((a, at) => shown.slice(at + 1).flatMap((b) => (overlap(a, b) ? [[a, b] as const] : [])));
  return [
    ...(scrollWidth > clientWidth ? [`${location.pathname}: wider than the screen`] : []),
    ...outside.map((one) => `${name(one)} reaches out of the screen`),
    ...pairs.map(([a, b]) => `${name(a)} lies on ${name(b)}`),
  ].slice(0, 10);
}
