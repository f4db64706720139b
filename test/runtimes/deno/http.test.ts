import { serveDeno } from "myelin/deno";
import { httpApp } from "myelin/http";
import { httpCases } from "../../http/http-cases.ts";
import { type OpenBank, openBank } from "../../http/open-bank.ts";
import { subjects } from "./subjects.ts";

for (const subject of subjects) {
  let opened: Promise<OpenBank> | undefined;
  const bank = async (): Promise<OpenBank> => {
    opened ??= subject.open().then((store) => openBank(store));
    return await opened;
  };
  for (const { name, options, run } of httpCases) {
    test(`${subject.kind}, in process: ${name}`, async () => run((await bank()).world(options)));
    test(`${subject.kind}, through the Deno host: ${name}`, async () => {
      const { engine, worldAt } = await bank();
      const { fetch } = httpApp(engine, { log: () => {}, ...options });
      const server = await serveDeno({ fetch, port: 0, signals: [] });
      await run(worldAt(server.url)).finally(() => server.stop());
    });
  }
  Deno.test.afterAll(async () => {
    await (await opened)?.close();
  });
}

function test(name: string, fn: () => Promise<void>): void {
  // The engine and its store outlive each test.
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}
