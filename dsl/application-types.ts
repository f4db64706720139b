import type { ApplicationNode } from "../src/model/application-node.ts";
import type { AggregateDef } from "./aggregate-def.ts";
import type { Outcome } from "./decider.ts";
import type { Invalid } from "./invalid.ts";
import type { ReactorDef } from "./reactor-types.ts";
import type { WorkflowDef } from "./workflow-def.ts";

/** What the types know of an application: what a client of it can send and ask. */
export interface ApplicationDef {
  readonly name: string;
  /** By command: what callers send, the events it may lead to, and the rejections with their payloads. */
  readonly commands: object;
  /** By projection, then by query: parameters and answer. */
  readonly queries: object;
  /** By qualified type: the data of events. */
  readonly events: object;
  /** By workflow: input, signals, states and result, those of all its versions. */
  readonly workflows: object;
}

/** A finished application: `compile` turns it into tables. */
export interface Application<D extends ApplicationDef> {
  readonly node: ApplicationNode;
  /** Types only; never there at run time. */
  readonly "~types"?: D | undefined;
}

/** One command as callers see it. */
export interface CommandTypes<Payload, Events, Rejections> {
  readonly payload: Payload;
  /** Names of the events it may lead to. */
  readonly events: Events;
  /** The rejections it may meet, with their payloads; null where one is a sentence. */
  readonly rejections: Rejections;
}

type DefsOf<C> = C extends { readonly "~types"?: infer D } ? NonNullable<D> : never;

/** Every command of the components, each with its name. */
export type NamedCommand<C> = CommandsOfDef<DefsOf<C>>;

type CommandsOfDef<D> = D extends AggregateDef
  ? {
      [K in keyof D["outcomes"]]: { readonly name: K; readonly types: CommandTypesOf<D, K> };
    }[keyof D["outcomes"]]
  : never;

/** Command `K` of an aggregate, as callers see it. */
export type CommandTypesOf<D extends AggregateDef, K extends keyof D["outcomes"]> =
  D["outcomes"][K] extends Outcome<infer Events, infer Rejections>
    ? CommandTypes<
        K extends keyof D["inputs"] ? D["inputs"][K] : never,
        Events,
        { readonly [R in Rejections & keyof D["rejections"]]: D["rejections"][R] }
      >
    : never;

/** The queries of every projection, with its name. */
export type NamedQueries<C> = QueriesOfDef<DefsOf<C>>;

type QueriesOfDef<D> = D extends { readonly name: infer N extends string; readonly queries: infer Q }
  ? { readonly name: N; readonly types: Q }
  : never;

/** A workflow as callers see it. */
export interface WorkflowTypes<D extends WorkflowDef> {
  /** What it is started with by name; null: nothing. */
  readonly input: D["input"];
  /** By signal, what comes with it. */
  readonly signals: D["signals"];
  /** By state, its data. */
  readonly states: D["states"];
  /** What it completes with; null: nothing. */
  readonly result: D["result"];
}

/** Every workflow of the components, each with its name. */
export type NamedWorkflow<C> = WorkflowOfDef<DefsOf<C>>;

type WorkflowOfDef<D> = D extends WorkflowDef ? { readonly name: D["name"]; readonly types: WorkflowTypes<D> } : never;

/** Every event of the components, by qualified type. */
export type NamedEvent<C> = EventsOfDef<DefsOf<C>>;

type EventsOfDef<D> = D extends AggregateDef
  ? {
      [K in keyof D["events"] & string]: { readonly name: `${D["name"]}.${K}`; readonly data: D["events"][K] };
    }[keyof D["events"] & string]
  : never;

/** Refuses what is not finished, names that occur twice, and what is sent to somebody who is not there. */
export type CheckComponents<
  C extends readonly unknown[],
  Names = never,
  Commands = never,
  All extends Everything = AllIn<C[number]>,
> = C extends readonly [infer First, ...infer Rest]
  ? readonly [
      CheckComponent<First, Names, Commands> & CheckSends<First, All>,
      ...CheckComponents<Rest, Names | SeenName<First>, Commands | CommandNames<First>, All>,
    ]
  : // A list of unknown length is left to compile.
    number extends C["length"]
    ? readonly unknown[]
    : readonly [];

/** What can be sent to in an application. */
interface Everything {
  readonly commands: unknown;
  readonly names: unknown;
}

interface AllIn<C> {
  readonly commands: NamedCommand<C>["name"];
  readonly names: NameOf<C>;
}

type NameOf<C> = DefsOf<C> extends { readonly name: infer N } ? N : never;
type CommandNames<C> = DefsOf<C> extends { readonly commands: infer K } ? keyof K : never;

/** Versions of one workflow stand side by side, so that its name is taken for all but workflows. */
type SeenName<C> = DefsOf<C> extends WorkflowDef ? `workflow ${DefsOf<C>["name"]}` : NameOf<C>;

type TakenName<C, N extends string> = DefsOf<C> extends WorkflowDef ? N : N | `workflow ${N}`;

type CheckComponent<C, Names, Commands> = C extends {
  readonly "~types"?: { readonly name: infer N extends string } | undefined;
}
  ? [TakenName<C, N> & Names] extends [never]
    ? [CommandNames<C> & Commands] extends [never]
      ? unknown
      : Invalid<`command \`${CommandNames<C> & Commands & string}\` of aggregate \`${N}\` is declared twice; rename one of them`>
    : Invalid<`component \`${N}\` is declared twice; rename one of them`>
  : Invalid<"this is not a finished component: an aggregate needs route, evolve and decide, a projection, reactor or relay needs on, a workflow needs start">;

type CheckSends<C, All extends Everything> = C extends { readonly "~types"?: ReactorDef | undefined }
  ? [Exclude<SentNames<C>, All["commands"]>] extends [never]
    ? unknown
    : Invalid<`reactor \`${NameOf<C> & string}\` sends command \`${Exclude<SentNames<C>, All["commands"]> & string}\`, whose aggregate is not in this application`>
  : DefsOf<C> extends WorkflowDef
    ? CheckWorkflowSends<DefsOf<C>, All["names"]>
    : unknown;

type CheckWorkflowSends<D extends WorkflowDef, Names> = [Exclude<D["aggregates"], Names>] extends [never]
  ? [Exclude<keyof D["spawns"], Names>] extends [never]
    ? unknown
    : Invalid<`workflow \`${D["name"]}\` spawns workflow \`${Exclude<keyof D["spawns"], Names> & string}\`, which is not in this application`>
  : Invalid<`workflow \`${D["name"]}\` sends commands of aggregate \`${Exclude<D["aggregates"], Names>}\`, which is not in this application`>;

type SentNames<C> = DefsOf<C> extends { readonly sends: infer Sends } ? keyof Sends : never;
