import { Readable } from "node:stream";
import { goThroughBank } from "./bank.ts";
import { caseFile } from "./case-file.ts";
import { dice } from "./dice.ts";

const header = "case_id,amount_requested,registered_at,activity,lifecycle,resource,timestamp";
const firstDay = Date.UTC(2026, 0, 5, 8);

/**
 * A log of our own making in the form of the BPI Challenge 2012 log: 300 applications of an invented bank. The same text, to
 * the byte, in every run and on every machine.
 */
export function sampleLog(): Readable {
  return Readable.from(lines(), { objectMode: false });
}

function* lines(): Generator<string> {
  const luck = dice(2012);
  let startedAt = firstDay;
  yield `${header}\n`;
  for (let number = 1; number <= 300; number += 1) {
    startedAt += luck.between(60_000, 5_400_000);
    const file = caseFile({ id: `s-${String(number).padStart(4, "0")}`, dice: luck, startedAt });
    goThroughBank(file);
    yield `${file.rows.join("\n")}\n`;
  }
}
