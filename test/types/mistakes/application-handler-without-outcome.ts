import { application, aroundHandling } from "myelin";
import { house } from "./vocabulary.ts";

application("town", [house], {
  handle: [
    aroundHandling("measure", async (_, next) => {
      await next();
    }),
  ],
});
