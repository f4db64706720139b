import { writeFileSync } from "node:fs";
import { keptFile, measureBundle } from "./measure-bundle.ts";

const { inputs, ...size } = await measureBundle();
writeFileSync(keptFile, `${JSON.stringify(size, null, 2)}\n`);
console.log(`minified ${size.minified} bytes, gzip ${size.gzip} bytes; kept in test/runtimes/workers/bundle-size.json`);
for (const [part, bytes] of Object.entries(size.parts).sort(([, a], [, b]) => b - a)) console.log(`${bytes}\t${part}`);
console.log("The ten largest files:");
for (const { path, bytes } of inputs.slice(0, 10)) console.log(`${bytes}\t${path}`);
