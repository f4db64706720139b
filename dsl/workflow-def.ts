import type { WorkflowNode } from "../src/model/workflow-node.ts";

/** What the types know of a workflow: plain data, no schemas. */
export interface WorkflowDef {
  readonly name: string;
  /** Names of the aggregates whose commands it sends. */
  readonly aggregates: string;
  /** By command that it may send: payload, events and rejections. */
  readonly sends: object;
  /** By workflow that it may spawn: what it is given, and what it completes with. */
  readonly spawns: object;
  /** By state: its data. */
  readonly states: object;
  /** By timer: what it was scheduled with. */
  readonly timers: object;
  /** By signal: what comes with it. */
  readonly signals: object;
  /** By fork: how its branches ended. */
  readonly joins: object;
  /** What whoever starts it by name gives along; null: nothing. */
  readonly input: unknown;
  /** What it completes with; null: nothing. */
  readonly result: unknown;
}

/** Any workflow that can be started. */
export interface AnyWorkflow {
  readonly node: WorkflowNode;
  readonly "~types"?: WorkflowDef | undefined;
}

/** By child, what it is given and what it completes with. */
export interface ChildTypes<Input, Result> {
  readonly input: Input;
  readonly result: Result;
}

/** A child with its name, from a list of workflows. */
export type NamedChild<W> = W extends { readonly "~types"?: infer D }
  ? NonNullable<D> extends {
      readonly name: infer Name;
      readonly input: infer Input;
      readonly result: infer Result;
    }
    ? { readonly name: Name; readonly types: ChildTypes<Input, Result> }
    : never
  : never;

/** Names of what is in a list of components. */
export type NameIn<C> = C extends { readonly "~types"?: infer D }
  ? NonNullable<D> extends { readonly name: infer Name extends string }
    ? Name
    : never
  : never;

/** What stands under `Key` in `T`; `Otherwise` where nothing does. */
export type PartOf<T, Key extends string, Otherwise> = T extends { readonly [K in Key]: infer Value }
  ? Value
  : Otherwise;
