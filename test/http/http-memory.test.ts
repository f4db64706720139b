import { memoryStore } from "../../adapters/memory/mod.ts";
import { runHttpCases } from "./run-http-cases.ts";

runHttpCases({ open: memoryStore, fuzzRuns: 400 });
