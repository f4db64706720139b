/** Held by the one transaction that has appended and not ended. */
export interface WritersPen {
  /** Resolves when its holder lets go; undefined while nobody has it. */
  ended(): Promise<void> | undefined;
  /** Waits until it is free. Call what it answers to let go. */
  take(): Promise<() => void>;
}

export function writersPen(): WritersPen {
  let held: Promise<void> | undefined;
  return {
    ended: () => held,
    take: async () => {
      while (held !== undefined) await held;
      let end = (): void => {};
      held = new Promise((resolve) => {
        end = resolve;
      });
      return () => {
        held = undefined;
        end();
      };
    },
  };
}
