import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endLeftMains } from "../../examples/loans-process.ts";
import { skipFor } from "../../runtimes/lane.ts";
import { missingBrowser, openChromium } from "./chromium.ts";
import { picture } from "./images.ts";
import { type LoansServer, startLoansServer } from "./loans-server.ts";
import { connectionIs, looksWhole, type Person, personAt } from "./person.ts";

const skipped = skipFor(await missingBrowser());
/** The sample, or the log that LOANS_LOG names: the pictures of the docs show the real one. */
const { LOANS_LOG: log } = process.env;
const replay = log === undefined ? ["--rows", "1500"] : ["--log", log, "--rows", "3000"];
const attack = "<img src=x onerror=alert(1)><script>alert(2)</script>";

let cwd: string;
let browser: Browser;
let server: LoansServer;
let person: Person;
/** The sequence that the bug parks. */
let sequence: string;

beforeAll(async () => {
  if (skipped) return;
  cwd = mkdtempSync(join(tmpdir(), "myelin-dashboard-"));
  browser = await openChromium();
  server = await startLoansServer({ cwd, args: replay, env: { LOANS_BUG: "sizes" } });
  person = await personAt(browser, server.url);
});
afterAll(async () => {
  if (skipped) return;
  await browser?.close();
  await endLeftMains();
  rmSync(cwd, { recursive: true });
});

/** The tests are one story, told in order. */
describe.skipIf(skipped)("a person who mends a handler", () => {
  it("sees on the overview that a sequence is parked, and finds out why", async () => {
    const { page } = person;
    await connectionIs(page, "live");
    await expect.poll(() => page.locator("main").textContent()).toContain("parked sequence");
    await page.getByRole("navigation").getByText("Dead letters").click();
    const link = page.locator('a[href*="sequence?"]').first();
    sequence = (await link.textContent()) ?? "";
    await picture(page, "dead-letters");
    await link.click();
    const text = (await page.locator("main").textContent()) ?? "";
    for (const word of ["TypeError", "Reduce of empty array", "sizeOf", '"amount"', "Waits since"])
      expect(text).toContain(word);
    await picture(page, "dead-letter");
    expect(await server.ask(`sizes/of?applicationId=${sequence}`)).toBeNull();
  });

  it("goes from the letter to the event, and back in time", async () => {
    const { page } = person;
    await page.locator('a[href*="stream?"]').first().click();
    expect(await page.locator("main").textContent()).toContain("State after version 1");
    const next = page.locator('a[rel="next"]');
    expect(await next.count()).toBe(1);
    await page.keyboard.press("ArrowRight");
    await page.getByText("State after version 2").waitFor();
    await picture(page, "stream");
    await page.keyboard.press("ArrowLeft");
    await page.getByText("State after version 1").waitFor();
  });

  it("finds every page whole, by day, by night and on a phone", async () => {
    const { page, open } = person;
    const instance = await anInstance(person);
    const paths = {
      overview: "",
      processors: "/ui/processors",
      processor: "/ui/processor?name=sizes",
      reset: "/ui/confirm?act=processor.reset&name=sizes",
      streams: "/ui/streams",
      workflows: "/ui/workflows",
      workflow: "/ui/workflow?name=follow-up",
      instance,
      routes: "/ui/routes",
      events: "/ui/events",
    };
    for (const [name, path] of Object.entries(paths)) {
      await open(path);
      await picture(page, name);
    }
    const letter = `/ui/sequence?processor=sizes&sequence=${sequence}`;
    const phone = await personAt(browser, server.url, {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
    });
    for (const [name, path] of Object.entries({
      ...paths,
      letter,
      stream: `/ui/stream?type=application&id=${sequence}`,
    })) {
      await phone.open(path);
      if (["overview", "instance", "stream", "letter"].includes(name)) await picture(phone.page, `phone-${name}`);
      else await looksWhole(phone.page);
    }
    const night = await personAt(browser, server.url, { colorScheme: "dark" });
    await night.open();
    await picture(night.page, "overview-dark");
    expect([...phone.troubles, ...night.troubles]).toEqual([]);
    await phone.leave();
    await night.leave();
  });

  it("retries in vain while the bug is there, and is told so", async () => {
    const { page, open } = person;
    await open(`/ui/sequence?processor=sizes&sequence=${sequence}`);
    await page.getByRole("button", { name: "Retry" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".outcome.bad").waitFor();
    expect(await page.locator(".outcome").textContent()).toMatch(/stopped at letter 0.*TypeError/s);
  });

  it("loses the connection while the server is mended, and gets it back by itself", async () => {
    const { page, open } = person;
    await open();
    await connectionIs(page, "live");
    await server.stop();
    await connectionIs(page, /connection lost/);
    await picture(page, "connection-lost");
    server = await startLoansServer({
      cwd,
      args: ["--no-replay", ...(log === undefined ? [] : ["--log", log])],
      port: server.port,
    });
    await connectionIs(page, "live");
    expect(page.url()).toBe(`${server.url}/admin`);
  });

  it("retries all, and sees the read model catch up", async () => {
    const { page } = person;
    await page.getByRole("navigation").getByText("Dead letters").click();
    await page.getByRole("button", { name: "Retry all sequences of sizes" }).click();
    await page.locator(".outcome.good").waitFor();
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toMatch(/of "sizes" (go|goes) on/);
    expect(text).toContain("No sequence is parked.");
    await picture(page, "dead-letters-mended");
    expect(await server.ask(`sizes/of?applicationId=${sequence}`)).toMatchObject({ size: "very large" });
    await page.getByRole("navigation").getByText("Processors").click();
    const row = page.locator("tbody tr").filter({ hasText: "sizes" });
    await row.getByText("running").waitFor();
    expect(await row.textContent()).not.toContain("parked");
  });

  it("sees events as they come, and nothing of what they hold is run", async () => {
    const { page, open } = person;
    await open("/ui/events");
    await connectionIs(page, "live");
    const at = "2026-01-05T09:00:00Z";
    const applicationId = "an-attack";
    expect(await server.command("SubmitApplication", { applicationId, amount: 1, submittedAt: at })).toBe(200);
    expect(await server.command("PartlySubmitApplication", { applicationId, resource: attack, at })).toBe(200);
    await page.locator("#tail tr").first().getByText(attack).waitFor();
    await page.locator("#tail a").first().click();
    await page.getByText("State after version 2").waitFor();
    expect(await page.locator("main").textContent()).toContain(attack);
    expect(person.troubles).toEqual([]);
  });

  it("does without any script what is to be done", async () => {
    const plain = await personAt(browser, server.url, { javaScriptEnabled: false });
    await plain.open("/ui/processor?name=outcomes");
    await plain.page.getByRole("button", { name: "Pause" }).click();
    expect(await plain.page.locator(".outcome").textContent()).toContain("is paused");
    await plain.page.getByRole("button", { name: "Resume" }).click();
    expect(await plain.page.locator(".outcome").textContent()).toContain("goes on");
    await plain.page.getByRole("link", { name: "Reset…" }).click();
    await plain.page.getByLabel(/Pause it first/).check();
    await plain.page.getByRole("button", { name: "Reset it" }).click();
    expect(await plain.page.locator(".outcome").textContent()).toContain("was reset");
    await plain.page.getByRole("button", { name: "Log out" }).click();
    await plain.page.getByLabel("Admin token").waitFor();
    await plain.leave();
  });
});

/** The address of an instance that has come to its end, or of any where none has. */
async function anInstance({ page, open }: Person): Promise<string> {
  for (const filter of ["&status=completed", ""]) {
    await open(`/ui/workflow?name=follow-up${filter}`);
    const link = page.locator('td a[href*="instance?"]').first();
    if ((await link.count()) > 0) return `/${(await link.getAttribute("href"))?.replace("../", "")}`;
  }
  throw new Error("the log has no offers");
}
