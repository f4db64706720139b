import {
  isMyelinError,
  type LetterAdmin,
  type ParkedSequence,
  type RetryResult,
  systemClock,
} from "../../../../src/runtime/mod.ts";
import { countText } from "../parts/texts.ts";
import type { Form } from "../session/form.ts";
import { type Act, type ActResult, type ActTable, bad, good } from "./act.ts";

const sequenceOf = (form: Form) => ({ processor: form.text("processor"), sequence: form.text("sequence") });

const retry: Act = {
  run: async (form, { letters }) => {
    const which = sequenceOf(form);
    return shown(await letters.retry(which), which);
  },
  back: (form) => ({ page: "sequence", parameters: sequenceOf(form) }),
};

function shown(result: RetryResult, which: { readonly processor: string; readonly sequence: string }): ActResult {
  const { handled, done, stoppedAt, sequence } = result;
  const name = `Sequence "${which.sequence}" of "${which.processor}"`;
  const handledText = `${countText(handled, "letter")} handled`;
  if (done) return { outcome: good(`${name} goes on: ${handledText}.`), page: "dead-letters" };
  const at = { page: "sequence", parameters: which };
  if (sequence === null) return { outcome: bad(`${name} was not tried: another worker is at it just now.`), ...at };
  if (stoppedAt === null) return { outcome: bad(`${name} still waits: ${handledText}.`), ...at };
  const { index, cause } = stoppedAt;
  const why = cause === null ? "it was put back" : `${cause.type}: ${cause.message}`;
  return { outcome: bad(`${name} stopped at letter ${index}, ${handledText} before it. ${why}`), ...at };
}

/** Milliseconds in which a further sequence is begun. */
const budgetMs = 15_000;
const pageSize = 100;

const retryAll: Act = {
  run: async (form, { letters }) => {
    const processor = form.text("processor");
    const { tried, done, handled, left, problem } = await retryEach(letters, processor);
    const text = `${done} of ${countText(tried, "sequence")} of "${processor}" ${done === 1 ? "goes" : "go"} on, ${countText(handled, "letter")} handled.`;
    const rest = left ? " Others were left for lack of time: retry all once more." : "";
    const why = problem === undefined ? "" : ` One that stopped: ${problem}`;
    const outcome = done === tried ? good(`${text}${rest}`) : bad(`${text}${rest}${why}`);
    return { outcome, page: "dead-letters", parameters: { processor } };
  },
  back: (form) => ({ page: "dead-letters", parameters: { processor: form.text("processor") } }),
};

interface Tally {
  tried: number;
  done: number;
  handled: number;
  /** Whether the time was over before the last. */
  left: boolean;
  problem: string | undefined;
}

/** Tries each sequence that is parked now, once. */
async function retryEach(letters: LetterAdmin, processor: string): Promise<Tally> {
  const tally: Tally = { tried: 0, done: 0, handled: 0, left: false, problem: undefined };
  const until = Date.now() + budgetMs;
  let after: ParkedSequence | undefined;
  for (;;) {
    const page = await letters.sequences({ processor, limit: pageSize, ...(after === undefined ? {} : { after }) });
    for (const { sequence } of page) {
      if (Date.now() > until) return { ...tally, left: true };
      await retryInto(tally, () => retryWhenFree(letters, { processor, sequence, until }));
    }
    if (page.length < pageSize) return tally;
    after = page.at(-1);
  }
}

interface Waiting {
  readonly processor: string;
  readonly sequence: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Milliseconds between looks at a sequence that another worker retries just now, such as one that does so by schedule. */
const lookMs = 50;

async function retryWhenFree(letters: LetterAdmin, { until, ...which }: Waiting): Promise<RetryResult> {
  for (;;) {
    const result = await letters.retry(which);
    if (result.sequence !== null || Date.now() > until) return result;
    await systemClock.sleep(lookMs);
  }
}

/** One that was mended or given up meanwhile counts for nothing. */
async function retryInto(tally: Tally, retryOne: () => Promise<RetryResult>): Promise<void> {
  try {
    const { done, handled, stoppedAt } = await retryOne();
    tally.tried++;
    tally.done += done ? 1 : 0;
    tally.handled += handled;
    tally.problem ??= stoppedAt?.cause == null ? undefined : `${stoppedAt.cause.type}: ${stoppedAt.cause.message}`;
  } catch (thrown) {
    if (!isMyelinError(thrown) || thrown.code !== "unknown_sequence") throw thrown;
  }
}

const evict: Act = {
  run: async (form, { letters }) => {
    const which = sequenceOf(form);
    const index = /^[0-9]{1,9}$/.test(form.text("index")) ? { index: Number(form.text("index")) } : {};
    const evicted = await letters.evict({ ...which, ...index });
    const outcome = good(
      `${countText(evicted, "letter")} of sequence "${which.sequence}" of "${which.processor}" given up.`,
    );
    const parked = (await letters.sequences({ processor: which.processor, limit: 1000 })).some(
      ({ sequence }) => sequence === which.sequence,
    );
    return parked ? { outcome, page: "sequence", parameters: which } : { outcome, page: "dead-letters" };
  },
  back: (form) => ({ page: "sequence", parameters: sequenceOf(form) }),
};

const move: Act = {
  run: async (form, { letters }) => {
    const [from, to] = [form.text("from"), form.text("to")];
    const moved = await letters.move({ from, to });
    return {
      outcome: good(`${countText(moved, "letter")} of "${from}" given to "${to}".`),
      page: "dead-letters",
      parameters: { processor: to },
    };
  },
  back: (form) => ({ page: "dead-letters", parameters: { processor: form.text("from") } }),
};

export function letterActs(): ActTable {
  return { "letter.retry": retry, "letter.retry-all": retryAll, "letter.evict": evict, "letter.move": move };
}
