import { offer } from "./vocabulary.ts";

offer.onRejected({ Sell: { TooDear: (_, __, { fail }) => fail("Too dear") } });
offer.onRejected({ Sel: { AlreadySold: (_, __, { fail }) => fail("Sold") } });
