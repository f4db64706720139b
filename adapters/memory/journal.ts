/** What a transaction did to what it keeps for itself, so that a part of it can be undone alone. */
export interface Journal {
  /** Notes how to undo what is about to be done. */
  note(undo: () => void): void;
  /** Undoes what `work` noted when it throws, and throws that on. One at a time. */
  apart<T>(work: () => Promise<T>): Promise<T>;
}

export function journal(): Journal {
  let undos: (() => void)[] | undefined;
  return {
    note: (undo) => void undos?.push(undo),
    apart: async (work) => {
      undos = [];
      try {
        return await work();
      } catch (error) {
        for (const undo of undos.reverse()) undo();
        throw error;
      } finally {
        undos = undefined;
      }
    },
  };
}
