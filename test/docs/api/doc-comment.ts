import ts from "typescript";

/** What a doc comment says: its words as Markdown, without tags but those that readers need. */
export function docOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return comments.map((comment) => wordsOf(comment.getText())).join("\n\n");
}

/** The comment that opens a module. */
export function moduleDocOf(text: string): string {
  const comments = ts.getLeadingCommentRanges(text, 0) ?? [];
  const docs = comments.map(({ pos, end }) => text.slice(pos, end));
  return wordsOf(docs.find((doc) => doc.includes("@module")) ?? "");
}

/** The words of a comment's text; `@throws` becomes a sentence, `@example` stands as its code. */
export function wordsOf(comment: string): string {
  const lines = comment
    .replace(/^\/\*\*[ \t]?/, "")
    .replace(/[ \t]*\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const told = lines.map((line) =>
    line
      .replace(/^@(module|example)\b\s*/, "")
      .replace(/^@throws\s+/, "\nThrows ")
      .replace(/\{@link ([^}]+)\}/g, "`$1`"),
  );
  return told
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
