import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { looksWhole } from "./person.ts";

/** Where the pictures go: the docs' own folder when it is named, as `npm run docs:images` does. */
function folder(): string {
  const named = process.env.DASHBOARD_IMAGES;
  made ??= named ?? mkdtempSync(join(tmpdir(), "myelin-dashboard-"));
  mkdirSync(made, { recursive: true });
  return made;
}

let made: string | undefined;

/** Pixels of the page, at most: a longer one ends behind a whole row. */
const longest = 1_300;

/** Takes a picture of the page as it stands, once it is found to be whole. */
export async function picture(page: Page, name: string): Promise<void> {
  await looksWhole(page);
  const { width, height } = await page.evaluate(sizeUpTo, longest);
  await page.screenshot({
    path: join(folder(), `${name}.png`),
    fullPage: true,
    clip: { x: 0, y: 0, width, height },
    animations: "disabled",
  });
}

/** Runs in the page. */
function sizeUpTo(most: number): { width: number; height: number } {
  const root = document.documentElement;
  const whole = Math.max(root.scrollHeight, document.body.scrollHeight);
  const ends = [...document.querySelectorAll("tr, section, li, dl")].map(
    (one) => one.getBoundingClientRect().bottom + scrollY,
  );
  const height = whole <= most ? whole : Math.ceil(Math.max(...ends.filter((end) => end <= most), 400));
  return { width: root.clientWidth, height };
}
