import { house, unstartedOffer } from "./vocabulary.ts";

unstartedOffer.on(house, { Sold: () => undefined });
