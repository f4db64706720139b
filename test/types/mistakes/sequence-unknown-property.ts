import { byPayload } from "myelin";
import { house } from "./vocabulary.ts";

house.sequence(byPayload("city"));
