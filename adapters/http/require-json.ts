import { MyelinError } from "../../src/runtime/mod.ts";

const jsonType = /^application\/(?:[a-z0-9!#$&^_.+-]+\+)?json[ \t]*(?:;|$)/i;

/** @throws MyelinError `unsupported_media_type` where a body is not declared as JSON */
export function requireJson(type: string | undefined): void {
  if (type !== undefined && jsonType.test(type.trim())) return;
  throw new MyelinError(
    "unsupported_media_type",
    `Cannot read the body: its type is ${type === undefined ? "not declared" : "not JSON"}; send Content-Type: application/json`,
  );
}
