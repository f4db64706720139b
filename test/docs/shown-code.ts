/**
 * What a marker shows: a file, or a region of it (`file#region`), between `#region name` and its `#endregion`, moved to the left.
 * Lines that begin or end regions are not shown.
 *
 * @throws Error where the file has no such region
 */
export function shownCode(marker: string, load: (path: string) => string): string {
  const [path = "", region] = marker.split("#");
  const lines = load(path).replace(/\n$/, "").split("\n");
  const shown = region === undefined ? lines : regionOf(lines, { path, region });
  const kept = dedented(shown.filter((line) => !/#(end)?region\b/.test(line)));
  return `${kept.join("\n")}\n`;
}

function regionOf(lines: readonly string[], { path, region }: { path: string; region: string }): readonly string[] {
  const start = lines.findIndex((line) => new RegExp(`#region ${region}$`).test(line));
  if (start < 0) throw new Error(`Cannot show "${path}#${region}": there is no such region; add "#region ${region}"`);
  let depth = 1;
  const end = lines.findIndex((line, index) => {
    if (index > start && /#region\b/.test(line)) depth++;
    if (index > start && /#endregion\b/.test(line)) depth--;
    return depth === 0;
  });
  if (end < 0) throw new Error(`Cannot show "${path}#${region}": it has no end; add "#endregion"`);
  return lines.slice(start + 1, end);
}

function dedented(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least));
}

/** A page whose blocks show their files as they are now. */
export function refreshed(text: string, load: (path: string) => string): string {
  return text.replace(/^<!-- (\S+\.\S+) -->\n```(\w+)\n[\s\S]*?^```$/gm, (_, marker: string, language: string) => {
    return `<!-- ${marker} -->\n\`\`\`${language}\n${shownCode(marker, load)}\`\`\``;
  });
}
