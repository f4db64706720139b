import { writeFileSync } from "node:fs";
import { type BundleSize, keptFile, type Measured, measureBundle, measuredEntries } from "./measure-bundle.ts";

const kept: Record<string, BundleSize> = {};
for (const name of Object.keys(measuredEntries) as Measured[]) {
  const { inputs, ...size } = await measureBundle(name);
  kept[name] = size;
  console.log(`${name}: minified ${size.minified} bytes, gzip ${size.gzip} bytes`);
  for (const [part, bytes] of Object.entries(size.parts).sort(([, a], [, b]) => b - a))
    console.log(`${bytes}\t${part}`);
  console.log("The ten largest files:");
  for (const { path, bytes } of inputs.slice(0, 10)) console.log(`${bytes}\t${path}`);
}
writeFileSync(keptFile, `${JSON.stringify(kept, null, 2)}\n`);
console.log("Kept in test/runtimes/workers/bundle-size.json");
