import type { KeySource } from "../src/model/policy-node.ts";
import type { Invalid, Unmistaken } from "./invalid.ts";
import type { OrElse } from "./or-else.ts";
import type { ByFunction, ByMetadata, Key } from "./policy.ts";

/** What a key function may look at beside the payload. */
export type KeyFacts = Omit<KeySource, "payload">;

/** Takes the key out of a payload. Equal for equal messages, for ever. */
export type KeyOfPayload<Payload> = (payload: Payload, facts: KeyFacts) => Key;

/** Where the id of a command's stream comes from. */
export type RouteBy<Payload> = ByMetadata | ByFunction | KeyOfPayload<Payload>;

/** Any text, yet completion offers the fields. */
type FieldName<Payload> = (Payload extends unknown ? keyof Payload & string : never) | (string & NonNullable<unknown>);

type Written<Payload> = FieldName<Payload> | RouteBy<Payload>;

/** A route for all commands. */
export type AnyRoute<Commands> = Written<Commands[keyof Commands]> | OrElse<Written<Commands[keyof Commands]>>;

/** Routes of single commands. */
export type Routes<Commands> = {
  readonly [K in keyof Commands]?: Written<Commands[K]> | OrElse<Written<Commands[K]>>;
};

/** It has to be a string or number field of each command that has no route of its own; with `orElse` it may be missing. */
export type CheckRoute<Commands, By, Excepted> = By extends string
  ? Unmistaken<{
      [K in keyof Commands]: K extends keyof Excepted ? never : FieldMistake<K, Commands[K], By, OwnRoute>;
    }>
  : By extends OrElse<infer Field extends string>
    ? Unmistaken<{
        [K in keyof Commands]: K extends keyof Excepted ? never : FieldMistake<K, Commands[K], Field, OwnOrElse>;
      }>
    : unknown;

/** The exceptions' fields, and no stranger. */
export type CheckRoutes<Commands, Exceptions> = {
  readonly [K in keyof Exceptions]: K extends keyof Commands
    ? Exceptions[K] extends string
      ? Unmistaken<{ [C in K]: FieldMistake<C, Commands[C], Exceptions[K], OtherRoute> }>
      : Exceptions[K] extends OrElse<infer Field extends string>
        ? Unmistaken<{ [C in K]: FieldMistake<C, Commands[C], Field, OtherOrElse> }>
        : unknown
    : Invalid<`command \`${K & string}\` is not declared`>;
};

/** What a field's values may be, and what to do about one that is not there. */
interface Rule {
  readonly values: Key;
  readonly mend: string;
}

interface OwnRoute extends Rule {
  readonly values: string | number;
  readonly mend: "name its own route in the second argument";
}

interface OwnOrElse extends Rule {
  readonly mend: OwnRoute["mend"];
}

interface OtherRoute extends Rule {
  readonly values: string | number;
  readonly mend: "name another field, or use a function";
}

interface OtherOrElse extends Rule {
  readonly mend: OtherRoute["mend"];
}

type FieldMistake<Command, Payload, Field, R extends Rule> = Field extends keyof Payload
  ? Payload[Field] extends R["values"]
    ? never
    : `field \`${Field & string}\` of command \`${Command & string}\` ${Unfit<Payload[Field]>} use a function`
  : `command \`${Command & string}\` has no string or number field \`${Field & string}\`; ${R["mend"]}`;

type Unfit<Value> = [Value] extends [Key]
  ? "may be missing; say with `orElse` where it goes then, or"
  : "is neither a string nor a number;";
