import {
  type Position,
  type SegmentStore,
  startOfLog,
  type WorkRequest,
  type WorkResult,
} from "../../src/runtime/mod.ts";
import type { MemoryTables } from "./memory-tables.ts";
import { noSql } from "./no-sql.ts";

interface Segment {
  position: Position;
  busy: boolean;
}

/** Positions beside the rows they vouch for: both change together, after the handlers, without a pause between them. */
export function memorySegments(tables: MemoryTables): SegmentStore {
  const segments = new Map<string, Segment>();
  return {
    register: async (processor) => {
      if (!segments.has(processor)) segments.set(processor, { position: startOfLog, busy: false });
    },
    list: async (processor) => {
      const segment = segments.get(processor);
      return segment === undefined ? [] : [{ processor, id: 0, mask: 0, position: segment.position }];
    },
    work: async (request) => {
      const segment = segments.get(request.segment.processor);
      if (segment === undefined || segment.busy) return { kind: "busy" };
      segment.busy = true;
      try {
        return await work(segment, { request, tables });
      } finally {
        segment.busy = false;
      }
    },
  };
}

async function work(
  segment: Segment,
  { request, tables }: { request: WorkRequest; tables: MemoryTables },
): Promise<WorkResult> {
  if (segment.position !== request.from) return { kind: "moved", position: segment.position };
  const { rows, commit } = tables.begin();
  await request.handle({ rows, db: noSql() });
  commit();
  segment.position = request.to;
  return { kind: "done" };
}
