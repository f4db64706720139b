import { offer } from "./vocabulary.ts";

offer.onRejected({ Sell: { AlreadySold: (_, { least }, { fail }) => fail(`At least ${least}`) } });
