import { application, aroundHandling, copyMetadata, correlateBy, onDispatch } from "myelin";
import { house } from "../mistakes/vocabulary.ts";

export const town = application("town", [house], {
  dispatch: [
    onDispatch("tenant", ({ metadata }, { annotate, refuse }) =>
      metadata.tenantId === undefined ? refuse("Name a tenant") : annotate({ seen: true }),
    ),
    onDispatch("later", async ({ name }, { refuse }) => (name === "" ? refuse("?", { name }) : undefined), {
      commands: "B*",
    }),
  ],
  handle: [
    aroundHandling("measure", async ({ stream }, next, { refuse, signal }) => {
      if (signal.aborted) return refuse("Too late");
      const result = await next();
      return result.ok || stream.id !== "" ? result : next();
    }),
    aroundHandling("sales", (_, next) => next(), { commands: /^Sell$/ }),
  ],
  correlate: [copyMetadata("tenantId", "userId"), correlateBy("kind", ({ kind, name }) => ({ by: `${kind} ${name}` }))],
});
