import { offer } from "./vocabulary.ts";

offer.onTimer({ Due: (data, _, { fail }) => fail(`${data.days} days are over`) });
