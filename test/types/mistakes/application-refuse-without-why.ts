import { application, onDispatch } from "myelin";
import { house } from "./vocabulary.ts";

application("town", [house], { dispatch: [onDispatch("tenant", (_, { refuse }) => refuse())] });
