/** Prints the sample log, to look at it or to replay it from a file: `node dist/examples/loans/sample/print.js > sample.csv`. */
import { sampleLog } from "./sample-log.ts";

sampleLog().pipe(process.stdout);
