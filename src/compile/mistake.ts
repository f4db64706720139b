/** One thing that is wrong with a declaration, in a sentence that tells the mend. */
export interface Mistake {
  /** The component that has to change. */
  readonly component: string;
  readonly message: string;
}

/** `Cannot compile ‹subject›: ‹state›; ‹mend›` */
export function mistake(component: string, sentence: { subject: string; state: string; mend: string }): Mistake {
  return { component, message: `Cannot compile ${sentence.subject}: ${sentence.state}; ${sentence.mend}` };
}
