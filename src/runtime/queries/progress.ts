import type { Processor } from "../processors/processor.ts";

/** How far a projection has come. */
export interface Progress extends Pick<Processor, "status" | "reached" | "hadLetters"> {
  /** Has to be called first by who asks for the status, where this node does not run the projection. */
  look?(): Promise<void>;
}
