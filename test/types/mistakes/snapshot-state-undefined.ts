import { aggregate } from "myelin";

aggregate("diary", { initial: (): string | undefined => undefined, events: {}, commands: {} })
  .route("id")
  .evolve({})
  .decide({})
  .snapshot({ version: 1, everyEvents: 100 });
