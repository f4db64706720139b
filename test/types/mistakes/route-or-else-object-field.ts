import { orElse } from "myelin";
import { declared } from "./vocabulary.ts";

declared.route("houseId", { Build: orElse("at", "static") });
