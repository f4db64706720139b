import { describe, expect, it } from "vitest";
import {
  acceptText,
  failText,
  findText,
  finishText,
  sweepText,
  takeText as takeCommandsText,
} from "../../adapters/postgres/commands/command-texts.ts";
import * as deployments from "../../adapters/postgres/deployments/deployment-texts.ts";
import { appendText } from "../../adapters/postgres/events/append-events.ts";
import { appendEventText, appendSeveralText, headText } from "../../adapters/postgres/events/append-one.ts";
import { keysText } from "../../adapters/postgres/events/exclusive-events.ts";
import { loadOneText, loadText } from "../../adapters/postgres/events/load-streams.ts";
import { lagText, positionBeforeText } from "../../adapters/postgres/events/measure-log.ts";
import { lastPositionText, logText, streamText, typedLogText } from "../../adapters/postgres/events/read-events.ts";
import { longHoldersText, recoveryText } from "../../adapters/postgres/health.ts";
import * as inline from "../../adapters/postgres/inline/inline-texts.ts";
import * as letters from "../../adapters/postgres/letters/letter-texts.ts";
import { membersText } from "../../adapters/postgres/nodes/sql-nodes.ts";
import * as rebuild from "../../adapters/postgres/rebuild/rebuild-texts.ts";
import { redirectText } from "../../adapters/postgres/rebuild/shadow-schema.ts";
import { deleteText, insertText, raiseIdentityText, updateText } from "../../adapters/postgres/rebuild/swap-rows.ts";
import { referencesText, tableColumnsText } from "../../adapters/postgres/rebuild/twin-tables.ts";
import { foldColumns } from "../../adapters/postgres/rows/fold-columns.ts";
import { listRowsText, loadRowsText } from "../../adapters/postgres/rows/load-rows.ts";
import { deleteRowsText, upsertRowsText } from "../../adapters/postgres/rows/write-rows.ts";
import { columnsText, keyText, serverText } from "../../adapters/postgres/schema/problems.ts";
import { sequenceText } from "../../adapters/postgres/schema/sequence.ts";
import { announceText } from "../../adapters/postgres/segments/announce.ts";
import * as segments from "../../adapters/postgres/segments/segment-texts.ts";
import { saveText } from "../../adapters/postgres/snapshots/sql-snapshots.ts";
import { schemaName } from "../../adapters/postgres/sql/schema-name.ts";
import { holdersText, lastText, lookText } from "../../adapters/postgres/tracking/look.ts";
import { batchLimits, beginText } from "../../adapters/postgres/transaction.ts";
import { tellText } from "../../adapters/postgres/watch/sql-wakes.ts";
import { signText, unsignText } from "../../adapters/postgres/watch/watch-database.ts";
import { compositeTarget, simpleTarget } from "../../src/testing/store-contract/contract-tables.ts";
import { freshDatabase } from "../support/database.ts";
import { rawWriter } from "../support/raw-writer.ts";

const schema = schemaName("myelin");
/** A table whose rows change in place, and the one that is like it. */
const twin = {
  real: '"pg_catalog"."pg_amop"',
  shadow: '"pg_catalog"."pg_amop"',
  otherUnique: false,
  columns: [
    { quoted: '"oid"', type: "oid", key: true, generated: false, identity: undefined },
    { quoted: '"amoplefttype"', type: "oid", key: false, generated: false, identity: undefined },
  ],
} as const;
const [simple, composite] = [foldColumns(simpleTarget()), foldColumns(compositeTarget())];

const reads = {
  "load one": loadOneText(schema),
  load: loadText(schema),
  head: headText(schema),
  readStream: streamText(schema),
  readLog: logText(schema),
  "readLog by type": typedLogText(schema),
  lastPosition: lastPositionText(schema),
  "tracking: last": lastText(schema),
  "tracking: look": lookText(schema),
  "tracking: holders": holdersText(schema),
  "commands: find": findText(schema),
  "log: position before": positionBeforeText(schema),
  "log: lag": lagText(schema),
  "deployments: list": deployments.listText(schema),
  "deployments: in use": deployments.inUseText(schema),
  "inline: folds": inline.foldsOfText(schema),
  "nodes: members": membersText(schema),
  "rebuild: found table": rebuild.foundTableText,
  "rebuild: processor": rebuild.processorText(schema),
  "rebuild: columns": tableColumnsText,
  "rebuild: references": referencesText,
  "segments: states": segments.statesText(schema),
  "segments: take": segments.takeText(schema),
  "segments: cut": segments.cutText(schema),
  "segments: held": segments.heldText(schema),
  "segments: has letters": segments.hasLettersText(schema),
  "letters: parked": letters.parkedText(schema),
  "letters: sequences": letters.sequencesText(schema),
  "letters: list": letters.lettersText(schema),
  "letters: contains": letters.containsText(schema),
  "letters: count": letters.countText(schema),
  "rows: load": loadRowsText(simple),
  "rows: load by two columns": loadRowsText(composite),
  "rows: list": listRowsText(composite),
  "health: recovery": recoveryText,
  "health: long holders": longHoldersText(schema),
  "problems: server": serverText,
  "problems: columns": columnsText,
  "problems: key": keyText,
  "problems: sequence": sequenceText(schema),
};

const writes = {
  "append one event": appendEventText(schema),
  "append several events": appendSeveralText(schema),
  append: appendText(schema),
  "exclusive: keys": keysText(schema, ["tenant-1", "tenant-2"]),
  "commands: accept": acceptText(schema),
  "commands: take": takeCommandsText(schema),
  "commands: finish": finishText(schema),
  "commands: fail": failText(schema),
  "commands: sweep": sweepText(schema),
  "deployments: record": deployments.recordText(schema),
  "snapshots: save": saveText(schema),
  "segments: register": segments.registerText(schema),
  "segments: renew": segments.renewText(schema),
  "segments: claim": segments.claimText(schema),
  "segments: release": segments.releaseText(schema),
  "segments: leave": segments.leaveText(schema),
  "segments: pass": segments.passText(schema),
  "segments: move": segments.moveText(schema),
  "segments: lock": segments.lockText,
  "segments: count up": segments.countUpText(schema),
  "segments: disown": segments.disownText(schema),
  "segments: pause": segments.pauseText(schema),
  "segments: running": segments.runningText(schema),
  "segments: clear letters": segments.clearLettersText(schema),
  "segments: reset": segments.resetText(schema),
  "segments: replay": segments.replayText(schema),
  "segments: end replay": segments.endReplayText(schema),
  "segments: align": segments.alignText(schema),
  "segments: forget": segments.forgetText(schema),
  "segments: cut one": segments.cutSegmentText(schema),
  "segments: drop one": segments.dropSegmentText(schema),
  announce: announceText(schema),
  "inline: tell folds": inline.tellFoldsText,
  "inline: append alone": inline.appendAloneText(schema),
  "inline: add": inline.addFoldText(schema),
  "inline: remove": inline.removeFoldText(schema),
  "inline: move all": inline.moveAllText(schema),
  "rebuild: begin": rebuild.beginRebuildText(schema),
  "rebuild: make shadow": rebuild.makeShadowText(schema),
  "rebuild: redirect": redirectText('"myelin_rebuild_0000000000000000"'),
  "rebuild: tables": rebuild.rebuildTablesText(schema),
  "rebuild: note": rebuild.noteRebuildText(schema),
  "rebuild: drop shadow": rebuild.dropShadowText(schema),
  "rebuild: drop letters": rebuild.adoptLettersText(schema)[0],
  "rebuild: adopt letters": rebuild.adoptLettersText(schema)[1],
  "rebuild: version of letters": rebuild.lettersVersionText(schema),
  "rebuild: drop segments": rebuild.adoptSegmentsText(schema)[0],
  "rebuild: adopt segments": rebuild.adoptSegmentsText(schema)[1],
  "rebuild: adopt processor": rebuild.adoptProcessorText(schema),
  "rebuild: later epoch": rebuild.adoptOwnersText(schema)[0],
  "rebuild: drop owners": rebuild.adoptOwnersText(schema)[1],
  "rebuild: adopt owners": rebuild.adoptOwnersText(schema)[2],
  "rebuild: delete rows": deleteText(twin),
  "rebuild: update rows": updateText(twin),
  "rebuild: insert rows": insertText(twin),
  "rebuild: raise identity": raiseIdentityText,
  "letters: enqueue": letters.enqueueText(schema),
  "letters: evict": letters.evictText(schema),
  "letters: requeue": letters.requeueText(schema),
  "letters: claim": letters.claimLetterText(schema),
  "letters: claim next": letters.claimNextText(schema),
  "letters: unclaim": letters.unclaimText(schema),
  "letters: move": letters.moveSequenceText(schema),
  "watch: sign": signText,
  "watch: unsign": unsignText,
  "watch: tell": tellText(schema),
  "rows: upsert": upsertRowsText(composite, composite.columns),
  "rows: delete": deleteRowsText(composite),
};

describe("the store's statements", () => {
  it("are those that are kept, and the server understands them", async () => {
    const all = { begin: beginText(batchLimits), ...reads, ...writes };
    const text = Object.entries(all).map(([name, statement]) => `-- ${name}\n${statement}\n`);
    await expect(text.join("\n")).toMatchFileSnapshot("./statements.sql");
    const reader = rawWriter(await freshDatabase());
    for (const statement of Object.values({ ...reads, ...writes }))
      await reader.run(`prepare s as ${statement}; deallocate s`);
    await reader.end();
  });

  it("look at the clock in every read, so that no caching proxy answers them", () => {
    const silent = Object.entries(reads).filter(([, statement]) => !statement.includes("clock_timestamp()"));
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});
