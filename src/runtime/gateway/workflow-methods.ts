import type { InstanceHead, InstanceRef, InstanceStatus } from "../../model/workflow-instance.ts";
import type { InstancePage, InstanceView } from "../admin/workflow-admin-types.ts";
import type { Engine } from "../engine.ts";

/** What may be left out where nothing has to be in it. */
type Given<Data> = [Data] extends [null]
  ? [data?: Data]
  : Record<never, never> extends Data
    ? [data?: Data]
    : [data: Data];

type Part<T, Name extends string> = T extends { readonly [K in Name]: infer Value } ? Value : never;

/** Of all versions of a workflow. */
type KeysOf<T> = T extends unknown ? keyof T : never;
type ValueOf<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** The name of a state with its data; null before the first one. */
export type StateOf<States> =
  | { readonly state: null }
  | { [S in KeysOf<States>]: { readonly state: S; readonly data: ValueOf<States, S> } }[KeysOf<States>];

/** An instance of a workflow with these types. */
export interface TypedInstanceView<Types> extends InstanceView {
  readonly head: InstanceHead & StateOf<Part<Types, "states">>;
}

/** Which instances are listed, the latest first. */
export interface ListInstances {
  readonly status?: InstanceStatus;
  /** Go on behind this one. */
  readonly after?: { readonly updatedAt: Date; readonly id: string };
  /** Default 100. */
  readonly limit?: number;
}

/**
 * One workflow, steered by hand and typed by the application; as `engine.workflows`, which says what is thrown. What is asked for is stored when
 * the promise resolves, and done by the owner of the instance soon after.
 */
export interface WorkflowHandle<Types> {
  /** Begins an instance by name. Without an id it gets one. */
  readonly start: (
    ...given: [...input: Given<Part<Types, "input">>, options?: { readonly id?: string }]
  ) => Promise<InstanceRef>;
  /** One method for each signal: `signal.Approve("t-1", { by: "Ann" })`. */
  readonly signal: {
    readonly [S in KeysOf<Part<Types, "signals">>]: (
      id: string,
      ...data: Given<ValueOf<Part<Types, "signals">, S>>
    ) => Promise<void>;
  };
  /** Undoes what was done, then ends it. */
  readonly cancel: (id: string, options?: { readonly why?: string }) => Promise<void>;
  /** Tries again what a stuck instance is stuck on. */
  readonly resume: (id: string) => Promise<void>;
  /** State, history, timers, and commands with their outcomes. */
  readonly show: (id: string, page?: InstancePage) => Promise<TypedInstanceView<Types>>;
  readonly list: (which?: ListInstances) => Promise<readonly InstanceHead[]>;
}

const usualLimit = 100;

/** By workflow, what steers it. Names are those of the tables; payloads are checked where they arrive. */
export function workflowMethods({ tables, workflows }: Pick<Engine, "tables" | "workflows">): object {
  const handles = Object.values(tables.workflows).map(({ name: workflow, versions }) => {
    const signals = new Set(Object.values(versions).flatMap((version) => Object.keys(version.signals)));
    const signal = Object.fromEntries(
      [...signals].map((name) => [
        name,
        (id: string, data: unknown = {}) => workflows.signal({ workflow, id }, { name, data }),
      ]),
    );
    const takesInput = Object.values(versions).some(({ input }) => input !== undefined);
    const start = (input: unknown = takesInput ? {} : undefined, options: { readonly id?: string } = {}) =>
      workflows.start(workflow, { ...options, input });
    return [workflow, Object.freeze({ start, signal: Object.freeze(signal), ...steering(workflow, workflows) })];
  });
  return Object.freeze(Object.fromEntries(handles));
}

interface Steering extends Pick<WorkflowHandle<never>, "cancel" | "resume" | "list"> {
  readonly show: (id: string, page?: InstancePage) => Promise<InstanceView>;
}

function steering(workflow: string, workflows: Engine["workflows"]): Steering {
  return {
    cancel: (id, options) => workflows.cancel({ workflow, id }, options),
    resume: (id) => workflows.resume({ workflow, id }),
    show: (id, page) => workflows.show({ workflow, id }, page),
    list: ({ limit = usualLimit, ...which } = {}) => workflows.list({ workflow, limit, ...which }),
  };
}
