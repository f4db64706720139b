import { orElse } from "myelin";
import { declared } from "./vocabulary.ts";

declared.route(orElse("houseId", "error"));
