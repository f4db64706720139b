/** Names of aggregates, read from the types of their events. */
export type AggregateIn<Type> = Type extends `${infer Aggregate}.${string}` ? Aggregate : never;
