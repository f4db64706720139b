import { application, workflow } from "myelin";
import { house } from "./vocabulary.ts";

const watch = workflow("house", {}).start(house, { Built: () => undefined });
application("town", [house, watch]);
application("town", [watch, house]);
