import { declared } from "./vocabulary.ts";

declared.route("houseId", { Sell: ({ hausId }) => hausId });
