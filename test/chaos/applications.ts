import { bank } from "../../examples/bank/transfers.ts";
import type { ApplicationNode } from "../../src/mod.ts";
import { type ChaosPorts, chaosApplication } from "./accounts/domain/application.ts";
import type { App } from "./options.ts";
import { alarms } from "./timers/alarms.ts";

/** The application of every node, and of whoever retries its letters. */
export function applicationOf(app: App, ports: ChaosPorts): { readonly node: ApplicationNode } {
  switch (app) {
    case "accounts":
      return chaosApplication(ports);
    case "bank":
      return bank;
    case "timers":
      return alarms;
  }
}
