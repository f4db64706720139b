import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { aggregate, application, compile, projection, query } from "myelin";
import { memoryStore } from "myelin/memory";
import { gateway, startEngine } from "myelin/runtime";
import * as v from "valibot";

const poll = aggregate("poll", {
  initial: () => 0,
  events: { Voted: v.object({ answer: v.string() }) },
  commands: { Vote: v.object({ pollId: v.string(), answer: v.string() }) },
})
  .route("pollId")
  .evolve({ Voted: (votes) => votes + 1 })
  .decide({ Vote: (_, { answer }, { emit }) => emit.Voted({ answer }) });

const parameters = v.object({ pollId: v.string() });
const columns = () => ({ pollId: text("poll_id").primaryKey(), votes: integer("votes").notNull() });

// #region lives
const soon = projection
  .fold("soon", { table: pgTable("soon", columns()), initial: { votes: 0 } })
  .on(poll, { Voted: ({ votes }) => ({ votes: votes + 1 }) })
  .queries({ of: query(parameters, ({ pollId }, { rows }) => rows.get(pollId)) });

const atOnce = projection
  .fold("atOnce", { table: pgTable("at_once", columns()), initial: { votes: 0 }, life: "inline" })
  .on(poll, { Voted: ({ votes }) => ({ votes: votes + 1 }) })
  .queries({ of: query(parameters, ({ pollId }, { rows }) => rows.get(pollId)) });

const whenAsked = projection
  .fold("whenAsked", { table: pgTable("when_asked", columns()), initial: { votes: 0 }, life: "live" })
  .on(poll, { Voted: ({ votes }) => ({ votes: votes + 1 }) })
  .queries({ of: query(parameters, ({ pollId }, { rows }) => rows.get(pollId)) });
// #endregion

export const polls = application("polls", [poll, soon, atOnce, whenAsked]);

const engine = await startEngine({ tables: compile(polls), store: memoryStore(), log: () => {} });
const { commands, queries } = gateway<typeof polls>(engine);

// #region position
const vote = await commands.Vote({ pollId: "p-1", answer: "yes" });

/** 1: the projection is asked to have come as far as the command did. */
export const waited = await queries.soon.of({ pollId: "p-1" }, { waitFor: vote.position, timeoutMs: 2_000 });
// #endregion

export const inline = await queries.atOnce.of({ pollId: "p-1" });
export const live = await queries.whenAsked.of({ pollId: "p-1" });

await engine.stop();
