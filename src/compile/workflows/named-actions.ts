import type { WorkflowVersionTable } from "../../model/workflow-table.ts";

/** Any function that answers actions. */
export type ActionFunction = (...args: never[]) => unknown;

/** Which names may stand behind a tool, by tool. */
type Vocabulary = Readonly<Record<string, readonly string[]>>;

/**
 * The actions that the text of a reaction names, in its order, each once: `send DepositMoney`, `become depositing`, `complete`. Read from
 * the function's own text, so all branches are in it; what a function that it calls makes is not. For people and pictures: nothing
 * that has to be right may depend on it.
 */
export function namedActions(reaction: ActionFunction, version: WorkflowVersionTable): readonly string[] {
  const text = withoutComments(Function.prototype.toString.call(reaction));
  const found = [...named(text, vocabularyOf(version)), ...ends(text)];
  return [...new Set(found.sort((a, b) => a.at - b.at).map(({ action }) => action))];
}

interface Found {
  readonly at: number;
  readonly action: string;
}

function vocabularyOf({ tools }: WorkflowVersionTable): Vocabulary {
  const makers = ["send", "schedule", "cancel", "become", "wait", "spawn", "all", "first"];
  return Object.fromEntries(makers.map((tool) => [tool, Object.keys({ ...Object(tools[tool]) })]));
}

/** A text or a comment, whichever begins first; texts are kept. */
const textOrComment = /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replaceAll(textOrComment, (_, kept: string | undefined) => kept ?? " ");
}

/** `send.X`, `send["x"]`, and the same of another name that a pattern gives the tool, as minifiers do. */
function named(text: string, vocabulary: Vocabulary): readonly Found[] {
  return Object.entries(vocabulary).flatMap(([tool, names]) => {
    const use = new RegExp(
      `(?<![\\w$])(?:${called(text, tool)})\\s*(?:\\.\\s*([\\w$]+)|\\[\\s*["'\`]([^"'\`]+)["'\`])`,
      "g",
    );
    return [...text.matchAll(use)].flatMap(({ index, 1: plain, 2: quoted }) => {
      const name = plain ?? quoted ?? "";
      if (!names.includes(name)) return [];
      const isUndo = tool === "send" && /undo["']?\s*:\s*(?:[\w$]+\s*\.\s*)?$/.test(text.slice(0, index));
      return [{ at: index, action: `${isUndo ? "undo" : tool} ${name}` }];
    });
  });
}

function ends(text: string): readonly Found[] {
  return ["complete", "fail"].flatMap((tool) => {
    const use = new RegExp(`(?<![\\w$])(?:${called(text, tool)})\\s*\\(`, "g");
    return [...text.matchAll(use)].map(({ index }) => ({ at: index, action: tool }));
  });
}

/** The names that a tool goes by: its own, and those that patterns give it. */
function called(text: string, tool: string): string {
  const aliases = [...text.matchAll(new RegExp(`(?<![\\w$.])${tool}\\s*:\\s*([A-Za-z_$][\\w$]*)`, "g"))];
  return [tool, ...aliases.map(([, alias = tool]) => alias)].map((name) => name.replaceAll("$", "\\$")).join("|");
}
