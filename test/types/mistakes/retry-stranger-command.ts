import { exponential, noRetry } from "myelin";
import { house } from "./vocabulary.ts";

house.retry(exponential({ maxAttempts: 5 }), { Selll: noRetry() });
