import { offer } from "./vocabulary.ts";

offer.onTimer({ Due: (_, { times }, { schedule }) => schedule.Due({ in: "1 dya" }, { times }) });
offer.onTimer({ Due: (_, __, { schedule }) => schedule.Due({ in: "1 day" }) });
