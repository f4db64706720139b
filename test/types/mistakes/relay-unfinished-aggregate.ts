import { relay } from "myelin";
import { evolved } from "./vocabulary.ts";

relay("out").all(evolved);
