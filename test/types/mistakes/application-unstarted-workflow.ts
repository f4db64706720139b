import { application } from "myelin";
import { house, unstartedOffer } from "./vocabulary.ts";

application("town", [house, unstartedOffer]);
