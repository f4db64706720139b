import { offer } from "./vocabulary.ts";

offer.onTimer({ Duee: (_, __, { fail }) => fail("It is over") });
offer.onTimer({ Due: (_, { times }, { schedule }) => schedule.Duee({ in: "1 day" }, { times }) });
