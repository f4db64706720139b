/** Sends the milliseconds that the import of `myelin/runtime` takes. */
const began = performance.now();
await import("../../../src/runtime/mod.ts");
process.send?.(performance.now() - began);

export {};
