import { workflow } from "myelin";
import * as v from "valibot";

workflow("watch", { timers: { all: v.object({}) } });
