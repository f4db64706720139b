/**
 * Names of commands by their digest: nodes of one deployment handle the same ones, and need not be told them with every look.
 */
export interface CommandNames {
  /** Those that need not be told. */
  digests(): readonly string[];
  /** The names, as told now or before. */
  of(digest: string, told: readonly string[] | undefined): readonly string[];
  /** Forgets all others. */
  keep(digests: ReadonlySet<string>): void;
}

export function commandNames(): CommandNames {
  const known = new Map<string, readonly string[]>();
  return {
    digests: () => [...known.keys()],
    of: (digest, told) => {
      if (told !== undefined) known.set(digest, told);
      return known.get(digest) ?? [];
    },
    keep: (digests) => {
      for (const digest of known.keys()) if (!digests.has(digest)) known.delete(digest);
    },
  };
}
