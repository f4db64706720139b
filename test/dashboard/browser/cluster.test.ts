import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endLeftMains } from "../../examples/loans-process.ts";
import { skipFor } from "../../runtimes/lane.ts";
import { freshDatabase } from "../../support/database.ts";
import { missingBrowser, openChromium } from "./chromium.ts";
import { picture } from "./images.ts";
import { type LoansServer, startLoansServer } from "./loans-server.ts";
import { connectionIs, personAt, token } from "./person.ts";

const skipped = skipFor(await missingBrowser());
let cwd: string;
let browser: Browser;
const servers: LoansServer[] = [];

beforeAll(async () => {
  if (skipped) return;
  cwd = mkdtempSync(join(tmpdir(), "myelin-dashboard-"));
  browser = await openChromium();
  const env = { DATABASE_URL: await freshDatabase() };
  // The log goes on coming in at the one while the other takes its share of the segments.
  servers.push(await startLoansServer({ cwd, env, args: ["--rows", "4000", "--in-flight", "4"], early: true }));
  servers.push(await startLoansServer({ cwd, env, args: ["--no-replay"] }));
});
afterAll(async () => {
  if (skipped) return;
  await browser?.close();
  await Promise.all(servers.map((one) => one.stop()));
  await endLeftMains();
  rmSync(cwd, { recursive: true });
});

describe.skipIf(skipped)("a person at a running cluster of two nodes", () => {
  it("splits and merges segments, and sees both nodes own some", async () => {
    const [first] = servers;
    if (first === undefined) throw new Error("no server");
    const { page, open, troubles } = await personAt(browser, first.url);
    await open("/ui/processor?name=workload");
    await connectionIs(page, "live");
    // Drawn anew by itself as the second node takes its share.
    await expect.poll(() => owners(page), { timeout: 60_000 }).toHaveLength(2);
    await page.getByRole("button", { name: "Split segment 3", exact: true }).click();
    await page.locator(".outcome.good").waitFor();
    expect(await page.locator(".outcome").textContent()).toContain("17 segments");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(17);
    await expect.poll(() => owners(page), { timeout: 60_000 }).toHaveLength(2);
    await page.getByRole("button", { name: "Split segment 3", exact: true }).click();
    await page.getByText("18 segments now").waitFor();
    await picture(page, "cluster-split");
    await page.getByRole("button", { name: "Merge the smallest" }).click();
    await page.getByText("17 segments now").waitFor();
    await page.getByRole("button", { name: "Merge the smallest" }).click();
    await page.getByText("16 segments now").waitFor();
    await open();
    await picture(page, "cluster-overview");
    expect(troubles).toEqual([]);
  });

  it("finds that nothing was lost or counted twice by it", async () => {
    const [first] = servers;
    if (first === undefined) throw new Error("no server");
    await first.replayed();
    const { counts, position } = await counted(first.url);
    const headers = { "myelin-wait-for": position };
    for (const { url } of servers) {
      const totals = await (await fetch(`${url}/queries/workload/totals`, { headers })).json();
      expect(totals).toMatchObject({
        started: counts.get("work-item.WorkItemStarted"),
        completed: counts.get("work-item.WorkItemCompleted"),
      });
    }
  });
});

/** Nodes that own a segment of the shown processor. */
async function owners(page: Page): Promise<readonly string[]> {
  const cells = await page.locator('td[data-label="Owner"]').allTextContents();
  return [...new Set(cells)].filter((owner) => owner !== "nobody");
}

/** How many events of each type the log has, and where it ends. */
async function counted(
  url: string,
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly position: string }> {
  const counts = new Map<string, number>();
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  for (let position = "0"; ; ) {
    const page = await (await fetch(`${url}/events?after=${position}&limit=1000`, { headers })).json();
    for (const { type } of page.events) counts.set(type, (counts.get(type) ?? 0) + 1);
    position = page.position;
    if (!page.more) return { counts, position };
  }
}
