import { offers } from "./vocabulary.ts";

offers.onChild({ offr: { completed: (_, __, { complete }) => complete() } });
offers.onChild({ offer: { ended: (_, __, { complete }) => complete() } });
offers.onChild({ offer: { completed: (_, { prise }, { fail }) => fail(`${prise}`) } });
