import type { KeySource } from "../src/model/policy-node.ts";
import type { Invalid, Unmistaken } from "./invalid.ts";
import type { ByFunction, ByMetadata, Key } from "./policy.ts";

/** What a key function may look at beside the payload. */
export type KeyFacts = Omit<KeySource, "payload">;

/** Takes the key out of a payload. Equal for equal messages, for ever. */
export type KeyOfPayload<Payload> = (payload: Payload, facts: KeyFacts) => Key;

/** Where the id of a command's stream comes from. */
export type RouteBy<Payload> = ByMetadata | ByFunction | KeyOfPayload<Payload>;

/** Any text, yet completion offers the fields. */
type FieldName<Payload> = (Payload extends unknown ? keyof Payload & string : never) | (string & NonNullable<unknown>);

/** A route for all commands. */
export type AnyRoute<Commands> = FieldName<Commands[keyof Commands]> | RouteBy<Commands[keyof Commands]>;

/** Routes of single commands. */
export type Routes<Commands> = { readonly [K in keyof Commands]?: FieldName<Commands[K]> | RouteBy<Commands[K]> };

/** `F` has to be a string or number field of each command that has no route of its own. */
export type CheckRoute<Commands, By, Excepted> = By extends string
  ? Unmistaken<{ [K in keyof Commands]: K extends keyof Excepted ? never : FieldMistake<K, Commands[K], By, OwnRoute> }>
  : unknown;

/** The exceptions' fields, and no stranger. */
export type CheckRoutes<Commands, Exceptions> = {
  readonly [K in keyof Exceptions]: K extends keyof Commands
    ? Exceptions[K] extends string
      ? Unmistaken<{ [C in K]: FieldMistake<C, Commands[C], Exceptions[K], OtherRoute> }>
      : unknown
    : Invalid<`command \`${K & string}\` is not declared`>;
};

type OwnRoute = "name its own route in the second argument";
type OtherRoute = "name another field, or use a function";

type FieldMistake<Command, Payload, Field, Mend extends string> = Field extends keyof Payload
  ? Payload[Field] extends string | number
    ? never
    : `field \`${Field & string}\` of command \`${Command & string}\` is neither a string nor a number; use a function`
  : `command \`${Command & string}\` has no string or number field \`${Field & string}\`; ${Mend}`;
