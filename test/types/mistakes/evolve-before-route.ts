import { declared } from "./vocabulary.ts";

declared.evolve({});
