import { house } from "./vocabulary.ts";

house.snapshot({ version: 1, everyEvents: 100, encode: ({ city }) => city, decode: (city) => ({ city }) });
