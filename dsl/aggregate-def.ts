/** What the types know of an aggregate whose vocabulary is declared: plain data, no schemas. */
export interface VocabularyDef {
  readonly name: string;
  readonly state: unknown;
  /** By event: its data. */
  readonly events: object;
  /** By command: the payload as deciders get it. */
  readonly commands: object;
  /** By command: the payload as callers send it. */
  readonly inputs: object;
  /** By rejection: its payload; null where it is a sentence. */
  readonly rejections: object;
}

/** What the types know of a finished aggregate. */
export interface AggregateDef extends VocabularyDef {
  /** By command: the events and rejections its decider may answer with. */
  readonly outcomes: object;
}
