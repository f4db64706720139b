import { declared } from "./vocabulary.ts";

declared.route("houseId", { Selll: "houseId" });
