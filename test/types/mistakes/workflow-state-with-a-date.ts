import { workflow } from "myelin";
import * as v from "valibot";

workflow("watch", { states: { waiting: v.object({ since: v.date() }) } });
workflow("watch", { signals: { Stop: v.object({ at: v.pipe(v.string(), v.transform(Number)) }) } });
