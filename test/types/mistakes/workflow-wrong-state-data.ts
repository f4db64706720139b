import { offer } from "./vocabulary.ts";

offer.onTimer({ Due: (_, __, { become }) => become.waiting({ dayz: 1 }) });
offer.onTimer({ Due: (_, __, { become }) => become.waiting() });
