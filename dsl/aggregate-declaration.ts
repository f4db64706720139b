import type { Invalid } from "./invalid.ts";
import type { JsonMistake } from "./json-safe.ts";
import type { InputOf, OutputOf, Schema, Vocabulary } from "./schema.ts";

/** Rejections by name: a sentence, or the schema of a payload. */
export type RejectionVocabulary = Readonly<Record<string, string | Schema>>;

/** What an aggregate speaks of: its first state and its three vocabularies. */
export interface AggregateDeclaration {
  /** The state of a stream without events. Pure. */
  readonly initial: () => unknown;
  /** What can have happened. Schemas check the data and change nothing; the data is JSON. */
  readonly events: Vocabulary;
  /** What can be asked for. Callers send JSON; schemas may transform it, deciders get their output. */
  readonly commands: Vocabulary;
  /** Why it may be refused: a sentence, or the schema of a payload, which is JSON. */
  readonly rejections?: RejectionVocabulary;
}

/** Refuses unknown parts, data that JSON would not carry, and event schemas that transform. */
export type CheckDeclaration<V extends AggregateDeclaration> = {
  readonly [K in keyof V]: K extends "events"
    ? { readonly [E in keyof V["events"]]: CheckEvent<E & string, V["events"][E]> }
    : K extends "commands"
      ? { readonly [C in keyof V["commands"]]: CheckCommand<C & string, V["commands"][C]> }
      : K extends "rejections"
        ? { readonly [R in keyof V[K]]: CheckRejection<R & string, V[K][R]> }
        : K extends keyof AggregateDeclaration
          ? unknown
          : Invalid<`an aggregate has no part \`${K & string}\``>;
};

type CheckEvent<Name extends string, S extends Schema> = [JsonMistake<OutputOf<S>>] extends [never]
  ? OutputOf<S> extends InputOf<S>
    ? unknown
    : Invalid<`event \`${Name}\` is changed by its schema; an event is kept as it is, so transform in \`decide\``>
  : Invalid<`event \`${Name}\` has ${JsonMistake<OutputOf<S>>}, ${Unkept}`>;

type CheckCommand<Name extends string, S extends Schema> = [JsonMistake<InputOf<S>>] extends [never]
  ? unknown
  : Invalid<`command \`${Name}\` wants ${JsonMistake<InputOf<S>>}, ${Uncarried}`>;

type CheckRejection<Name extends string, S> = S extends Schema
  ? [JsonMistake<OutputOf<S>>] extends [never]
    ? OutputOf<S> extends InputOf<S>
      ? unknown
      : Invalid<`rejection \`${Name}\` is changed by its schema; it is sent as it is, so transform in \`decide\``>
    : Invalid<`rejection \`${Name}\` has ${JsonMistake<OutputOf<S>>}, ${Unkept}`>
  : unknown;

type Unkept = "which JSON does not keep; use text, numbers, lists or objects";
type Uncarried = "which JSON does not carry; take text or a number and transform it";
