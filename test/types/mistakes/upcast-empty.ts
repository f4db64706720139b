import { house } from "./vocabulary.ts";

house.upcast({ Sold: [] });
