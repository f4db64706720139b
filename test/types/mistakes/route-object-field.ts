import { declared } from "./vocabulary.ts";

declared.route("at", { Sell: "houseId" });
