/** Whether every store can keep the text as it is: well-formed Unicode without U+0000, which Postgres has no place for. */
export function storableText(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}
