import { isMyelinError, MyelinError } from "../../base/error.ts";
import { errorCodes } from "../../base/error-codes.ts";
import type { ForwardedError } from "./node-connector.ts";

/** An error as it goes to another node: an engine error as it is but for its cause, which callers never see. */
export function toForwarded(error: unknown): ForwardedError {
  if (!isMyelinError(error)) return { code: "internal", message: errorCodes.internal, details: {} };
  const { code, message, details } = error;
  return { code, message, details };
}

export function fromForwarded({ code, message, details }: ForwardedError): MyelinError {
  return new MyelinError(code, message, { details });
}
