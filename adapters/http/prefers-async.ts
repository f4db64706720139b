/** Whether a `Prefer` header asks for an answer before the work is done. Source: RFC 7240, preference `respond-async`. */
export function prefersAsync(header: string | undefined): boolean {
  if (header === undefined) return false;
  return header.split(",").some((preference) => /^respond-async[ \t]*(?:;|$)/i.test(preference.trim()));
}
