import { commandCases } from "./command-cases.ts";
import { eventCases } from "./event-cases.ts";
import type { HttpCase } from "./http-case.ts";
import { laterCases } from "./later-cases.ts";
import { letterCases } from "./letter-cases.ts";
import { openCases } from "./open-cases.ts";
import { processorCases } from "./processor-cases.ts";
import { readingCases } from "./reading-cases.ts";
import { workflowCases } from "./workflow-cases.ts";
import { wrongCommandCases } from "./wrong-command-cases.ts";

/** How the engine behaves over HTTP, whatever runs it and whatever carries it. */
export const httpCases: readonly HttpCase[] = [
  ...commandCases,
  ...wrongCommandCases,
  ...readingCases,
  ...openCases,
  ...eventCases,
  ...laterCases,
  ...processorCases,
  ...letterCases,
  ...workflowCases,
];
