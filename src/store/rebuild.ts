/** A new version of a projection, on its way to take the place of the one that serves. */
export interface Rebuild {
  /** Of the sequence policy of the new version: who has another one does not work on it. */
  readonly fingerprint: string;
  /** Whether sequences that are parked in the new version and not in the old one are taken along. */
  readonly acceptParked: boolean;
  /** Milliseconds since it began, by the store's clock. */
  readonly ageMs: number;
  /** `refused`: it is as far as the old version, and does not take its place because of `why`. */
  readonly state: "building" | "refused";
  /** The last failure's sentence. */
  readonly why: string | null;
}
