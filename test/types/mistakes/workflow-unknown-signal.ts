import { offer } from "./vocabulary.ts";

offer.onSignal({ Stopp: (_, __, { fail }) => fail("Stopped") });
offer.onTimeout({ Stopp: (_, __, { fail }) => fail("Nobody stopped it") });
offer.onTimer({ Due: (_, __, { wait }) => wait.Stopp() });
