import type { Deadline } from "../deadline.ts";

/**
 * What `work` comes to, or what the deadline throws when it ends first: for work that changes nothing, which then goes on unheard.
 */
export function beforeDeadline<Value>(deadline: Deadline, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = deadline.whenOver(reject);
    work.then(resolve, reject).finally(leave);
  });
}
