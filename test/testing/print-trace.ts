import { simulatedTrace } from "./simulated-trace.ts";

// For other runtimes than the one that runs the tests.
console.log(JSON.stringify(await simulatedTrace()));
