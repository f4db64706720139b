import { keyHash } from "../../../../src/base/key-hash.ts";
import { application, type Database, deadLetter, halt, projection, reactor } from "../../../../src/mod.ts";
import { account } from "./account.ts";
import { digested } from "./digest.ts";
import { echo } from "./echo.ts";
import { failing, isIll } from "./illness.ts";
import { balanceTable, flagTable, fragileTable, tagTable, trailTable } from "./tables.ts";

export interface ChaosPorts {
  /** Of the process. */
  readonly node: string;
  /** The reactor is about to handle an event; committed before it goes on. */
  readonly attempted: (eventId: string) => Promise<void>;
}

/** Few at first, so that splits and merges change much. */
const segments = 4;
/** Which events the fragile processor cannot handle before it is mended. */
export const poison = { salt: "poison", oneIn: 100 };
/** Long runs park many sequences: these are not what is looked at. */
const roomy = { maxSequences: 100_000, maxLetters: 100_000 };

/** The application of every node, and of whoever retries its letters. */
export function chaosApplication({ node, attempted }: ChaosPorts) {
  return application("chaos", [account, echo, balances(), tags(), trail(node), fragile(node), echoing(attempted)]);
}

/** Fails now and then, sometimes often enough for a letter, which heals by itself. */
function balances() {
  const fail = failing({ salt: "balances", oneIn: 300, attempts: 4 });
  const initial = { a: 0, b: 0, events: 0, digest: "" };
  const onFailure = deadLetter({ retries: 2, backoffMs: 5, retryEvery: 1_000, ...roomy });
  return projection.fold("balances", { table: balanceTable, initial, onFailure, segments }).on(account, {
    Deposited: (row, { pocket, amount }, { eventId }) => {
      fail(eventId);
      return { ...booked(row, { pocket, amount }), events: row.events + 1, digest: digested(row.digest, eventId) };
    },
    Withdrawn: (row, { pocket, amount }, { eventId }) => {
      fail(eventId);
      const less = booked(row, { pocket, amount: -amount });
      return { ...less, events: row.events + 1, digest: digested(row.digest, eventId) };
    },
  });
}

interface Booking {
  readonly pocket: "a" | "b";
  readonly amount: number;
}

function booked(
  { a, b }: { readonly a: number; readonly b: number },
  { pocket, amount }: Booking,
): { readonly a: number; readonly b: number } {
  return pocket === "a" ? { a: a + amount, b } : { a, b: b + amount };
}

/** By a key that many streams share; its segment halts when it fails. */
function tags() {
  const fail = failing({ salt: "tags", oneIn: 2_000, attempts: 1 });
  const initial = { total: 0, events: 0, digest: "" };
  const by = ({ tag }: { readonly tag: string }): string => tag;
  return projection.fold("tags", { table: tagTable, initial, onFailure: halt(), segments }).on(
    account,
    {
      Deposited: (row, { amount }, { eventId }) => {
        fail(eventId);
        return { total: row.total + amount, events: row.events + 1, digest: digested(row.digest, eventId) };
      },
      Withdrawn: (row, { amount }, { eventId }) => {
        fail(eventId);
        return { total: row.total - amount, events: row.events + 1, digest: digested(row.digest, eventId) };
      },
    },
    { by },
  );
}

type Handled = { readonly eventId: string; readonly position: string; readonly stream: { readonly id: string } };

function trailRow(node: string, { eventId, position, stream }: Handled) {
  return { eventId, position: Number(position), sequence: stream.id, node };
}

/** Never fails: what it skips, doubles or reorders is the engine's. */
function trail(node: string) {
  return projection.free("trail", { tables: [trailTable], segments }).on(account, {
    Deposited: (db, _, event) => db.insert(trailTable).values(trailRow(node, event)),
    Withdrawn: (db, _, event) => db.insert(trailTable).values(trailRow(node, event)),
  });
}

/** Fails on some events until the database says that it is mended: they and their successors become letters. */
function fragile(node: string) {
  const onFailure = deadLetter({ retries: 1, backoffMs: 5, ...roomy });
  const handle = async (db: Database, event: Handled): Promise<unknown> => {
    if (isIll(poison, event.eventId) && !(await isMended(db))) throw new Error("poison: not mended yet");
    return db.insert(fragileTable).values(trailRow(node, event));
  };
  return projection.free("fragile", { tables: [fragileTable], onFailure, segments }).on(account, {
    Deposited: (db, _, event) => handle(db, event),
    Withdrawn: (db, _, event) => handle(db, event),
  });
}

async function isMended(db: Database): Promise<boolean> {
  const flags = await db.select().from(flagTable);
  return flags.some(({ mended }) => mended);
}

/** Its effects are commands with ids of their own, so that a second attempt is harmless. */
function echoing(attempted: ChaosPorts["attempted"]) {
  const fail = failing({ salt: "echo", oneIn: 50, attempts: 1 });
  return reactor("echoing", { sends: [echo], segments }).on(account, {
    Deposited: async (data, { eventId }, { send }) => {
      if (!data.echo) return;
      await attempted(eventId);
      await send.EchoBack({ echoId: `e-${keyHash(eventId) % 32}`, of: eventId });
      fail(eventId);
    },
  });
}
