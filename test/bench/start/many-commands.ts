/** The source of a module that declares an application of so many commands, ten to an aggregate. */
export function manyCommands(count: number, { myelin, valibot }: { myelin: string; valibot: string }): string {
  const names = Array.from({ length: count / 10 }, (_, index) => `part${index}`);
  return [
    `import { aggregate, application } from ${JSON.stringify(myelin)};`,
    `import * as v from ${JSON.stringify(valibot)};`,
    ...names.map(part),
    `export const app = application("many", [${names.join(", ")}]);`,
    "",
  ].join("\n");
}

function part(name: string): string {
  const numbers = Array.from({ length: 10 }, (_, index) => index);
  const record = (entry: (index: number) => string): string => `{ ${numbers.map(entry).join(", ")} }`;
  const payload = "v.object({ id: v.string(), amount: v.pipe(v.number(), v.integer()) })";
  return `const ${name} = aggregate("${name}", {
  initial: () => 0,
  events: ${record((n) => `${name}Done${n}: v.object({ amount: v.number() })`)},
  commands: ${record((n) => `${name}Do${n}: ${payload}`)},
  rejections: { ${name}Refused: "It was refused" },
})
  .route("id")
  .evolve(${record((n) => `${name}Done${n}: (sum, { amount }) => sum + amount`)})
  .decide(${record((n) => `${name}Do${n}: (_, { amount }, { emit }) => emit.${name}Done${n}({ amount })`)});`;
}
