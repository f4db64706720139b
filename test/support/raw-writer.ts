import postgres from "postgres";

/** A connection whose transaction a test opens, fills and ends by hand. */
export interface RawWriter {
  begin(): Promise<void>;
  /** Inserts one event into a stream of its own; its position. */
  insert(): Promise<number>;
  run(text: string): Promise<readonly postgres.Row[]>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  end(): Promise<void>;
}

let streams = 0;

export function rawWriter(url: string, schema = "myelin"): RawWriter {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const run = async (text: string): Promise<readonly postgres.Row[]> => sql.unsafe(text);
  return {
    run,
    begin: async () => void (await run("begin")),
    insert: async () => {
      const [row] = await run(`insert into ${schema}.events
        (stream_type, stream_id, version, id, type, schema_version, data, metadata, command_id, correlation_id)
        values ('raw', 'r-${process.pid}-${streams++}', 1, 'e', 'raw.Done', 1, '{}', '{}', 'c', 'c') returning position::integer`);
      return row?.position;
    },
    commit: async () => void (await run("commit")),
    rollback: async () => void (await run("rollback")),
    end: () => sql.end({ timeout: 5 }),
  };
}
