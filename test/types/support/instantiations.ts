import { fileURLToPath } from "node:url";
import ts from "typescript";
import { projectOptions } from "./compiler.ts";

// Never written: the compiler is told that a file of this name has the generated text.
const file = fileURLToPath(new URL("../budget/application.ts", import.meta.url));

export interface Measured {
  readonly instantiations: number;
  /** What the compiler has against the source: nothing, if the measurement is to mean anything. */
  readonly complaints: readonly string[];
}

/** How many types the compiler makes in order to check a source, imports included. The same on every machine. */
export function measure(source: string): Measured {
  const options = projectOptions();
  const disk = ts.createCompilerHost(options);
  const program = ts.createProgram([file], options, {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    getSourceFile: (name, target) =>
      name === file
        ? ts.createSourceFile(name, source, target)
        : parsedOnce(name, () => disk.getSourceFile(name, target)),
  });
  const complaints = program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  return { instantiations: program.getInstantiationCount(), complaints };
}

const parsed = new Map<string, ts.SourceFile | undefined>();

/** Parsing the libraries takes longer than checking the application. */
function parsedOnce(name: string, parse: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!parsed.has(name)) parsed.set(name, parse());
  return parsed.get(name);
}
