import { offer } from "./vocabulary.ts";

offer.onJoined({ bth: (_, __, { fail }) => fail("None") });
offer.onTimer({ Due: (_, __, { all }) => all.bth([]) });
