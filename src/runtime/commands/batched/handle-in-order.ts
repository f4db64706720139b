import { type HandlePorts, handleCommand, outcomeUnknown } from "../handle-command.ts";
import type { Careful } from "./settle-chain.ts";

/**
 * Handles commands of one stream by themselves, one after another. Whoever waits for its turn ends when its caller gives up.
 * Never throws: the outcomes go to the jobs.
 */
export async function handleInOrder(commands: readonly Careful[], ports: HandlePorts): Promise<void> {
  const turns = commands.map(({ job, history }) => {
    let gaveUp = false;
    const leave = job.deadline.whenOver((error) => {
      gaveUp = true;
      job.fail(history.uncertain ? outcomeUnknown(job.envelope) : error);
    });
    const begins = (): boolean => {
      leave();
      return !gaveUp;
    };
    return { job, history, begins };
  });
  for (const { job, history, begins } of turns) if (begins()) await handleAlone({ job, history }, ports);
}

async function handleAlone({ job, history }: Careful, ports: HandlePorts): Promise<void> {
  const { envelope, deadline, failures } = job;
  try {
    job.settle(await handleCommand(envelope, { ports, deadline, earlier: { history, failures } }));
  } catch (error) {
    job.fail(error);
  }
}
