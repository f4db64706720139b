import { aggregate } from "myelin";

const diary = aggregate("diary", {
  initial: (): { readonly begun: Date | null } => ({ begun: null }),
  events: {},
  commands: {},
})
  .route("id")
  .evolve({})
  .decide({});

diary.snapshot({ version: 1, everyEvents: 100 });
diary.snapshot({ version: 1, everyEvents: 100, encode: ({ begun }) => begun?.getTime() ?? null });
diary.snapshot({ version: 1, everyEvents: 100, encode: ({ begun }) => ({ begun }), decode: ({ begun }) => ({ begun }) });
