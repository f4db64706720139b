/** A fenced block of a page, and the marker on the line above it. */
export interface Block {
  readonly page: string;
  /** 1-based, of the fence. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What stands in the comment above: a file, `file#region`, or a word such as `run`; undefined where there is none. */
  readonly marker: string | undefined;
}

/** A link of a page. */
export interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

const marked = /^<!-- (.+) -->$/;

/** The fenced blocks of a page, in order. */
export function blocksIn(page: string, text: string): readonly Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, language] = /^```(\w*)$/.exec(lines[index] ?? "") ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf("```", index + 1);
    if (end < 0) throw new Error(`${page}:${index + 1}: a block without an end`);
    const [, marker] = marked.exec(lines[index - 1] ?? "") ?? [];
    const inside = lines.slice(index + 1, end).map((line) => `${line}\n`);
    blocks.push({ page, line: index + 1, language, marker, text: inside.join("") });
    index = end;
  }
  return blocks;
}

/** A page without what stands in its blocks; lines keep their numbers. */
export function proseOf(text: string): string {
  return text.replace(/^```\w*\n[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ""));
}

/** The links of a page, but those to other sites. */
export function linksIn(page: string, text: string): readonly Link[] {
  return proseOf(text)
    .split("\n")
    .flatMap((line, index) => {
      const found = [...line.replace(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)/g)];
      return found.map(([, target = ""]) => ({ page, line: index + 1, target }));
    })
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsIn(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = proseOf(text).matchAll(/^#{1,6} (.+)$/gm);
  const anchors = [...headings].map(([, heading = ""]) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(anchors);
}

function anchorOf(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/ /g, "-");
}
