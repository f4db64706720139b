import { afterEach, describe, expect, it } from "vitest";
import type { HttpOptions } from "../../adapters/http/mod.ts";
import { openVisitor, token, type Visitor } from "./visitor.ts";

const visitors: Visitor[] = [];
afterEach(async () => {
  for (const { bank } of visitors.splice(0)) await bank.close();
});

async function visit(options?: HttpOptions): Promise<Visitor> {
  const visitor = await openVisitor(options);
  visitors.push(visitor);
  return visitor;
}

const places = [
  "/admin",
  "/admin/ui/processors",
  "/admin/ui/dead-letters",
  "/admin/ui/stream?type=account&id=a",
  "/admin/live",
];

describe("the entrance of the dashboard", () => {
  it.each(places)("shows the login in place of %s to who has no session", async (path) => {
    const visitor = await visit();
    const { status, text } = await visitor.get(path);
    expect([status, text.includes("Admin token"), text.includes("Log out")]).toEqual([401, true, false]);
  });

  it.each(places)("is closed at %s without a token, but in development on loopback", async (path) => {
    const closed = await visit({});
    expect((await closed.get(path)).status).toBe(403);
    const elsewhere = await visit({ development: true, loopback: true });
    // The visitor asks by a name that is not of this machine: DNS rebinding.
    expect((await elsewhere.get(path)).status).toBe(403);
  });

  it("is open in development on loopback to who asks there, and its forms still carry their mark", async () => {
    const visitor = await visit({ development: true, loopback: true });
    const here = { origin: "http://localhost:8080" };
    const page = await visitor.get("http://localhost:8080/admin/ui/processor?name=balances");
    expect(page.status).toBe(200);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const act = { act: "processor.pause", name: "balances" };
    const at = "http://localhost:8080/admin/ui/act";
    expect((await visitor.post(at, act, { headers: here })).status).toBe(403);
    expect((await visitor.post(at, { ...act, csrf }, { headers: here })).status).toBe(303);
    expect((await visitor.bank.engine.processors.status("balances")).paused).toBe(true);
  });

  it("lets in who knows the token, and leads to the page that was asked for", async () => {
    const visitor = await visit();
    const asked = await visitor.get("/admin/ui/processor?name=balances");
    const next = /name="next" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
    expect(next).toBe("processor?name=balances");
    const wrong = await visitor.post("/admin/ui/login", { token: `${token}x`, next });
    expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([401, null]);
    const right = await visitor.post("/admin/ui/login", { token, next });
    expect([right.status, right.location]).toEqual([303, "/admin/ui/processor?name=balances"]);
    expect((await visitor.get("/admin")).status).toBe(200);
  });

  it.each(["//evil.example", "https://evil.example", "../../evil", "overview\r\nx: y", "processors/../../x"])(
    "leads nowhere else: %j",
    async (next) => {
      const visitor = await visit();
      expect((await visitor.post("/admin/ui/login", { token, next })).location).toBe("/admin");
    },
  );

  it("keeps the session out of reach: HttpOnly, SameSite=Strict, Secure over TLS, signed, without the token", async () => {
    const visitor = await visit();
    const plain = await visitor.post("/admin/ui/login", { token });
    const cookie = plain.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^myelin_admin=/);
    for (const word of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"]) expect(cookie).toContain(word);
    expect(cookie).not.toContain("Secure");
    expect(cookie).not.toContain(token);
    const tls = await visitor.post(
      "https://bank.example/admin/ui/login",
      { token },
      { headers: { origin: "https://bank.example" } },
    );
    expect(tls.headers.get("set-cookie")).toContain("Secure");
    const value = visitor.cookies.get("myelin_admin") ?? "";
    visitor.cookies.set("myelin_admin", value.replace(/^[0-9]/, "9"));
    expect((await visitor.get("/admin")).status).toBe(401);
  });

  it("knows no session of another token, and none that has ended", async () => {
    const visitor = await visit();
    await visitor.logIn();
    const other = await visit({ adminToken: "another-token" });
    for (const [name, value] of visitor.cookies) other.cookies.set(name, value);
    expect((await other.get("/admin")).status).toBe(401);
    const csrf = await visitor.csrf();
    expect((await visitor.post("/admin/ui/logout", { csrf })).location).toBe("/admin");
    expect((await visitor.get("/admin")).status).toBe(401);
  });
});

describe("forms of the dashboard", () => {
  const act = { act: "processor.pause", name: "balances" };
  const isPaused = async ({ bank }: Visitor): Promise<boolean> =>
    (await bank.engine.processors.status("balances")).paused;

  it.each([
    ["without a mark", {}, {}],
    ["with a wrong mark", { csrf: "x".repeat(21) }, {}],
    ["from another site", { csrf: "right" }, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    [
      "from another site, by an old browser",
      { csrf: "right" },
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    ],
    ["from a sibling of this site", { csrf: "right" }, { "sec-fetch-site": "same-site" }],
    ["from nowhere", { csrf: "right" }, { origin: "null" }],
  ])("do nothing %s", async (_, fields, headers) => {
    const visitor = await visit();
    const csrf = await visitor.logIn();
    const sent = { ...act, ...fields, ...("csrf" in fields && fields.csrf === "right" ? { csrf } : {}) };
    const { status } = await visitor.post("/admin/ui/act", sent, { headers });
    expect([status, await isPaused(visitor)]).toEqual([403, false]);
  });

  it("do nothing without a session, and nothing by GET", async () => {
    const visitor = await visit();
    const csrf = await visitor.logIn();
    expect((await visitor.get(`/admin/ui/act?act=processor.pause&name=balances&csrf=${csrf}`)).status).toBe(405);
    visitor.cookies.clear();
    expect((await visitor.post("/admin/ui/act", { ...act, csrf })).status).toBe(401);
    expect(await isPaused(visitor)).toBe(false);
  });

  it("do nothing with a body that no form of a browser sends", async () => {
    const visitor = await visit();
    const csrf = await visitor.logIn();
    const headers = { "content-type": "text/plain" };
    expect((await visitor.post("/admin/ui/act", { ...act, csrf }, { headers })).status).toBe(415);
    expect(await isPaused(visitor)).toBe(false);
  });

  it("know no operation but their own", async () => {
    const visitor = await visit();
    const csrf = await visitor.logIn();
    for (const name of ["", "__proto__", "constructor", "toString", "processor"])
      expect((await visitor.post("/admin/ui/act", { act: name, csrf })).status).toBe(404);
  });
});

describe("pages of the dashboard", () => {
  it("allow no script, style or frame but their own, and keep nothing", async () => {
    const visitor = await visit();
    for (const path of ["/admin", "/admin/ui/processors", "/admin/ui/style.css", "/admin/ui/script.js"]) {
      const { headers, text } = await visitor.get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toMatch(/unsafe|nonce|https?:/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style="| on[a-z]+="/);
    }
    await visitor.logIn();
    expect((await visitor.get("/admin")).headers.get("cache-control")).toBe("no-store");
  });

  it("work wherever the application is mounted: every link and form is relative", async () => {
    const visitor = await visit();
    await visitor.logIn();
    for (const path of ["/admin", "/admin/ui/processor?name=balances", "/admin/ui/streams", "/admin/ui/workflows"]) {
      const { text } = await visitor.get(path);
      const links = [...text.matchAll(/(?:href|src|action|data-live)="([^"]+)"/g)].map(([, link = ""]) => link);
      expect(links.length).toBeGreaterThan(8);
      for (const link of links) expect(link, path).toMatch(/^(admin\/|\.\.\/|#|data:,)/);
      for (const link of links.filter((one) => !/^(#|data:)/.test(one)))
        expect(new URL(link.replaceAll("&amp;", "&"), `http://a.example${path}`).pathname, link).toMatch(
          /^\/admin(\/(live|ui\/[a-z.-]+))?$/,
        );
    }
  });
});
