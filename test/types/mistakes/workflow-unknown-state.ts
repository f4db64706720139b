import { offer } from "./vocabulary.ts";

offer.in("waitng", (here) => here);
offer.onTimer({ Due: (_, __, { become }) => become.waitng({ days: 1 }) });
