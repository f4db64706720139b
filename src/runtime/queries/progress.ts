import type { Processor } from "../processors/processor.ts";

/** How far a projection has come. */
export type Progress = Pick<Processor, "status" | "reached" | "hadLetters">;
