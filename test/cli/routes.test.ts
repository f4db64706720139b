import { expect, test } from "vitest";
import { cliProject, counterFiles } from "./cli-project.ts";

const changed = counterFiles["app.ts"].replace('"The counter ends at 100"', '"The counter ends there"');

test("routes prints what the application compiles to", async () => {
  const { code, stdout, stderr } = await cliProject(counterFiles).run(["routes"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatchInlineSnapshot(`
    "application counting

    aggregate counter
      command Count: route field counterId; sequence route
      event counter.Counted v1
      rejection TooMuch "The counter ends at 100"

    projection counts: fold into counts by counterId
      sequence row key
      on counter.Counted: row of the stream
      query of
    "
  `);
});

test("routes --json prints the tables as JSON", async () => {
  const { code, stdout } = await cliProject(counterFiles).run(["routes", "--json"]);
  expect([code, JSON.parse(stdout).application]).toEqual([0, "counting"]);
});

test("routes --check passes on what --write has kept", async () => {
  const project = cliProject(counterFiles);
  expect((await project.run(["routes", "--write", "routes.txt"])).stdout).toBe('Wrote "routes.txt"\n');
  const { code, stdout } = await project.run(["routes", "--check", "routes.txt"]);
  expect([code, stdout]).toEqual([0, 'Nothing changed: ./app.ts compiles to what "routes.txt" keeps\n']);
  project.write("routes.txt", project.read("routes.txt").replaceAll("\n", "\r\n"));
  expect((await project.run(["routes", "--check", "routes.txt"])).code).toBe(0);
});

test("routes --check fails after a change and shows the lines that differ", async () => {
  const project = cliProject(counterFiles);
  await project.run(["routes", "--write", "routes.txt"]);
  project.write("app.ts", changed);
  const { code, stdout, stderr } = await project.run(["routes", "--check", "routes.txt"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatchInlineSnapshot(`
    "myelin: Cannot accept "./app.ts": its tables differ from "routes.txt"; if this is meant, keep it with: myelin routes --app ./app.ts --write routes.txt
    --- routes.txt	kept
    +++ ./app.ts	compiled
    @@ -2,9 +2,9 @@
     
     aggregate counter
       command Count: route field counterId; sequence route
       event counter.Counted v1
    -  rejection TooMuch "The counter ends at 100"
    +  rejection TooMuch "The counter ends there"
     
     projection counts: fold into counts by counterId
       sequence row key
       on counter.Counted: row of the stream
    "
  `);
});

test("routes --check compares JSON with a kept file of JSON", async () => {
  const project = cliProject(counterFiles);
  await project.run(["routes", "--write", "routes.json"]);
  expect(JSON.parse(project.read("routes.json")).application).toBe("counting");
  expect((await project.run(["routes", "--check", "routes.json"])).code).toBe(0);
  project.write("app.ts", changed);
  const { code, stderr } = await project.run(["routes", "--check", "routes.json"]);
  expect([code, /\n\+ +"sentence": "The counter ends there"/.test(stderr)]).toEqual([1, true]);
});

test("routes --check without a kept file tells how to write one", async () => {
  const { code, stderr } = await cliProject(counterFiles).run(["routes", "--check", "routes.txt"]);
  expect([code, stderr.includes("write it first: myelin routes --app ./app.ts --write routes.txt")]).toEqual([1, true]);
});

test("routes --write to a place that cannot be written is told", async () => {
  const { code, stderr } = await cliProject(counterFiles).run(["routes", "--write", "no/such/folder.txt"]);
  expect([code, stderr.startsWith('myelin: Cannot write "no/such/folder.txt"')]).toEqual([2, true]);
});
