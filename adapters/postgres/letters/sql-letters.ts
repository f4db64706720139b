import type { ClaimedLetter, LetterStore } from "../../../src/runtime/mod.ts";
import type { SqlRow, SqlStatement } from "../driver.ts";
import { engineError } from "../engine-error.ts";
import type { SegmentSettings } from "../segments/segment-settings.ts";
import { numberAt, textAt } from "../sql/columns.ts";
import { letterAt } from "./letter-columns.ts";
import {
  claimLetterText,
  claimNextText,
  containsText,
  countText,
  letterColumnCount,
  lettersText,
  sequencesText,
  unclaimText,
} from "./letter-texts.ts";
import { moveLetters } from "./move-letters.ts";

/** Each method but `move` is one statement, committed by itself. */
export function sqlLetters(settings: SegmentSettings): LetterStore {
  const { driver, schema } = settings;
  const rowsOf = async (statement: SqlStatement, act: string): Promise<readonly SqlRow[]> => {
    try {
      return (await driver.query({ ...statement, prepare: true })).rows;
    } catch (error) {
      throw engineError(error, act);
    }
  };
  return {
    sequences: async ({ processor = null, after, limit }) => {
      const values = [processor, after?.processor ?? null, after?.sequence ?? null, String(limit)];
      const rows = await rowsOf({ text: sequencesText(schema), values }, "list parked sequences");
      return rows.map((row) => {
        const head = letterAt(row);
        const letters = numberAt(row, letterColumnCount);
        return { processor: head.processor, sequence: head.sequence, letters, head };
      });
    },
    letters: async ({ processor, sequence, after = -1, limit }) => {
      const values = [processor, sequence, String(after), String(limit)];
      const rows = await rowsOf(
        { text: lettersText(schema), values },
        `list the letters of "${processor}/${sequence}"`,
      );
      return rows.map(letterAt);
    },
    contains: async ({ processor, sequence }) => {
      const rows = await rowsOf(
        { text: containsText(schema), values: [processor, sequence] },
        `look for letters of "${processor}/${sequence}"`,
      );
      return textAt(rows[0], 0) === "t";
    },
    count: async (processor) => {
      const [row] = await rowsOf({ text: countText(schema), values: [processor] }, `count letters of "${processor}"`);
      return { sequences: numberAt(row, 0), letters: numberAt(row, 1) };
    },
    claim: async ({ processor, sequence = null, untouchedMs = 0, leaseMs }) => {
      const values = [processor, sequence, String(untouchedMs), String(leaseMs)];
      return claimedAt(await rowsOf({ text: claimLetterText(schema), values }, `claim a letter of "${processor}"`));
    },
    claimNext: async ({ processor, sequence, token, leaseMs }) => {
      const values = [processor, sequence, token, String(leaseMs)];
      const act = `claim the next letter of "${processor}/${sequence}"`;
      return claimedAt(await rowsOf({ text: claimNextText(schema), values }, act));
    },
    unclaim: async ({ processor, sequence, token }) => {
      const values = [processor, sequence, token];
      await rowsOf({ text: unclaimText(schema), values }, `let go of "${processor}/${sequence}"`);
    },
    move: (request) => moveLetters(settings, request),
  };
}

function claimedAt([row]: readonly SqlRow[]): ClaimedLetter | undefined {
  return row === undefined ? undefined : { ...letterAt(row), token: textAt(row, letterColumnCount) };
}
