import type { Context } from "hono";

/**
 * Whether a form comes from a page of this very address. Browsers say where a form stands in `Sec-Fetch-Site` and `Origin`, and no page
 * can change either. Hosts are compared, not schemes: behind a proxy that ends TLS the server sees http.
 */
export function isFromHere({ req }: Context): boolean {
  const site = req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") return false;
  const origin = req.header("origin");
  if (origin === undefined) return site === "same-origin";
  const hosts = [new URL(req.url).host, req.header("host"), req.header("x-forwarded-host")];
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}
