import { type ClientCaseResult, runClientCases } from "../../client/client-cases.ts";

declare global {
  /** What the test asks of its page. */
  var runHere: () => Promise<readonly ClientCaseResult[]>;
}

globalThis.runHere = () => runClientCases({ url: location.origin, token: "t" });
