import { declared } from "./vocabulary.ts";

declared.route("houzeId");
