/** Which of an application's statements one connection keeps prepared. */
export interface StatementMemory {
  /** Whether to send this text prepared now. Who is told so says how that went. */
  prepares(text: string): boolean;
  /** It was answered: from now on all are sent prepared. */
  prepared(text: string): void;
  /** It was refused. Answers whether it had been prepared before; where nobody knows whether it is prepared at all it begins anew. */
  refused(text: string): boolean;
  /** It was overtaken by a change of a table: it begins anew. */
  forget(text: string): void;
}

/** Texts prepared on one connection, at most: each costs the server's process memory for as long as the connection lives. */
const mostPrepared = 100;
/** Texts of which it is known that they came once, at most. */
const mostSeen = 200;
/** Characters: what is longer is mostly a list of values, and comes once. */
const longest = 4_000;

/**
 * A text is prepared when it comes back, by one sender: as long as nobody knows how that went the others go unprepared, since each of
 * them would make a statement of its own. What was prepared stays so; beyond the bound further texts go unprepared.
 */
export function statementMemory(): StatementMemory {
  const seen = new Set<string>();
  const kept = new Map<string, "preparing" | "prepared">();
  return {
    prepares: (text) => {
      const state = kept.get(text);
      if (state !== undefined) return state === "prepared";
      if (seen.delete(text) && kept.size < mostPrepared) {
        kept.set(text, "preparing");
        return true;
      }
      if (text.length <= longest && kept.size < mostPrepared) note(seen, text);
      return false;
    },
    prepared: (text) => {
      kept.set(text, "prepared");
    },
    refused: (text) => {
      if (kept.get(text) === "prepared") return true;
      kept.delete(text);
      return false;
    },
    forget: (text) => {
      kept.delete(text);
    },
  };
}

/** Forgets the oldest. */
function note(seen: Set<string>, text: string): void {
  seen.add(text);
  if (seen.size <= mostSeen) return;
  for (const oldest of seen) {
    seen.delete(oldest);
    return;
  }
}
