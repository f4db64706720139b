import type { CommandPattern } from "../src/model/interceptor-node.ts";
import type { EventNames, Outcome, RejectionNames, Tools } from "./decider.ts";
import type { Invalid } from "./invalid.ts";

/** What an interceptor can do: as a decider, and it sees which command it is. */
export interface InterceptorTools<Events, Rejections, Name> extends Tools<Events, Rejections> {
  /** The command's name. */
  readonly command: Name;
}

/** A pattern's `*` as any text. */
type Glob<Pattern extends string> = Pattern extends `${infer Head}*${infer Tail}`
  ? `${Head}${string}${Glob<Tail>}`
  : Pattern;

/** The commands that a pattern means; types do not look into a regular expression, so it may mean each. */
export type MatchedCommands<Commands, Pattern extends CommandPattern> = Pattern extends string
  ? keyof Commands & Glob<Pattern>
  : keyof Commands & string;

/** Refuses a pattern that means no command. */
export type CheckPattern<Commands, Pattern extends CommandPattern> = [MatchedCommands<Commands, Pattern>] extends [
  never,
]
  ? Invalid<`no command matches \`${Pattern & string}\``>
  : unknown;

/** The outcomes of all commands, once what an interceptor may answer is added to those it runs before. */
export type InterceptedOutcomes<Outcomes, Pattern extends CommandPattern, Answer> = {
  readonly [K in keyof Outcomes]: K extends MatchedCommands<Outcomes, Pattern>
    ? WithAnswer<Outcomes[K], Answer>
    : Outcomes[K];
};

type WithAnswer<Decided, Answer> =
  Decided extends Outcome<infer Events, infer Rejections>
    ? Outcome<Events | EventNames<Answer>, Rejections | RejectionNames<Answer>>
    : never;
