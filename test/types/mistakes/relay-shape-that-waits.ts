import { relay } from "myelin";
import { house } from "./vocabulary.ts";

relay("out").on(house, { Sold: async ({ price }) => price });
