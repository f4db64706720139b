/** Collects items and hands them over in batches, a few batches at a time. */
export interface StatementSlots<Item> {
  add(item: Item): void;
}

export interface SlotOptions<Item> {
  /** Batches under way at once, at most. */
  readonly max: number;
  /** Items in a batch, at most. */
  readonly batch: number;
  /** Never rejects. */
  readonly run: (items: readonly Item[]) => Promise<void>;
}

/**
 * The first item goes out at the end of the current tick, with whatever came in the same tick; later ones as soon as a slot
 * is free. So a batch grows only while the database is busy, and nobody waits for it to fill.
 */
export function statementSlots<Item>({ max, batch, run }: SlotOptions<Item>): StatementSlots<Item> {
  let waiting: Item[] = [];
  let underWay = 0;
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    while (underWay < max && waiting.length > 0) {
      const items = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      underWay++;
      void run(items).finally(() => {
        underWay--;
        flush();
      });
    }
  };

  return {
    add: (item) => {
      waiting.push(item);
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(flush);
    },
  };
}
