import type { CommandMessage, EventMessage, RejectionMessage } from "../src/model/message.ts";

/** Any one of the events. */
export type AnyEvent<Events> = { [K in keyof Events]: EventMessage<K & string, Events[K]> }[keyof Events];

/** Any one of the rejections. */
export type AnyRejection<Rejections> = {
  [K in keyof Rejections]: RejectionMessage<K & string, Rejections[K]>;
}[keyof Rejections];

/** By event, the function that makes its message. */
export type EventMakers<Events> = {
  readonly [K in keyof Events]: (data: Events[K]) => EventMessage<K & string, Events[K]>;
};

/** By command, the function that makes its message. */
export type CommandMakers<Inputs> = {
  readonly [K in keyof Inputs]: (payload: Inputs[K]) => CommandMessage<K & string, Inputs[K]>;
};

/** By rejection, the function that makes its message; one declared as a sentence takes nothing. */
export type RejectionMakers<Rejections> = {
  readonly [K in keyof Rejections]: [Rejections[K]] extends [null]
    ? () => RejectionMessage<K & string, null>
    : (data: Rejections[K]) => RejectionMessage<K & string, Rejections[K]>;
};
