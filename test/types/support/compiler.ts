import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const configFile = fileURLToPath(new URL("../../../tsconfig.json", import.meta.url));

/** The project's own compiler options, so that users' mistakes are judged as strictly as our sources. */
export function projectOptions(): ts.CompilerOptions {
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(configFile)).options;
}

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The text of the line that the compiler points at. */
  readonly at: string;
  readonly code: number;
  readonly message: string;
}

/** What the compiler says of one file. */
export function findingsOf(program: ts.Program, fileName: string): readonly Finding[] {
  const source = program.getSourceFile(fileName);
  if (source === undefined) throw new Error(`the program does not hold ${fileName}`);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(toFinding);
}

function toFinding({ file, start = 0, code, messageText }: ts.Diagnostic): Finding {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (file === undefined) return { file: "", line: 0, at: "", code, message };
  const { line } = file.getLineAndCharacterOfPosition(start);
  const at = file.text.split("\n")[line]?.trim() ?? "";
  return { file: file.fileName.slice(file.fileName.lastIndexOf("/") + 1), line: line + 1, at, code, message };
}
