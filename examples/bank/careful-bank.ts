import {
  application,
  aroundHandling,
  byMetadata,
  copyMetadata,
  exponential,
  inCluster,
  noRetry,
  onDispatch,
} from "myelin";
import { account, balances } from "./bank.ts";

export const timings: string[] = [];

/** The same account, saying of its commands what the defaults leave open. */
export const carefulAccount = account
  .sequence(inCluster(byMetadata("branch"))) // commands of one branch run one after another, on all nodes
  .intercept("*Money", (_, { amount }, { reject }) => (amount > 1_000_000 ? reject.NotOpen() : undefined))
  .retry(exponential({ maxAttempts: 8, deadlineMs: 2_000 }), { OpenAccount: noRetry() })
  .snapshot({ version: 1, everyEvents: 100 }) // raise the version when evolve or the state's type changes
  .cache(false);

export const carefulBank = application("bank", [carefulAccount, balances], {
  dispatch: [
    onDispatch("branch required", ({ metadata }, { refuse }) =>
      metadata.branch === undefined ? refuse("name a branch") : undefined,
    ),
  ],
  handle: [
    aroundHandling("timings", async ({ name }, next) => {
      const result = await next();
      timings.push(`${name}: ${result.ok ? "done" : result.reason}`);
      return result;
    }),
  ],
  correlate: [copyMetadata("branch")], // what of a command's metadata its events get
});
