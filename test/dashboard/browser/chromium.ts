import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

/** Debian's own, which brings the libraries that it needs. */
const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function program(): string | undefined {
  return [process.env.CHROMIUM ?? "", ...programs].find((path) => path !== "" && existsSync(path));
}

/** Why there is no browser to test with; undefined where there is one. */
export async function missingBrowser(): Promise<string | undefined> {
  if (program() === undefined) return "no Chromium; install Debian's package chromium, or name one in CHROMIUM";
  const isThere = await import("playwright-core").then(
    () => true,
    () => false,
  );
  return isThere ? undefined : "no playwright-core; run npm ci --prefix test/dashboard";
}

/** @throws Error where there is none */
export async function openChromium(): Promise<Browser> {
  const missing = await missingBrowser();
  if (missing !== undefined) throw new Error(`Cannot test the dashboard: ${missing}`);
  const { chromium } = await import("playwright-core");
  // Without a user of its own Chromium cannot set up its sandbox; all it shows is this test's own server.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: program() ?? "", args });
}
