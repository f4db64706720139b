import { describe, expect, it } from "vitest";
import { type Lane, Lanes, type Manner } from "../../adapters/postgres-js/lanes.ts";

/** Lanes that are known to be shareable by `depth`, and who came in, in order. */
async function scene({ room, depth = 8, patience = 60_000 }: { room: number; depth?: number; patience?: number }) {
  const door = new Lanes({ room, patience });
  const first = await Promise.all(Array.from({ length: room }, () => door.enter("alone")));
  for (const lane of first) {
    lane.depth = depth;
    door.leave(lane);
  }
  const order: string[] = [];
  const inside = new Map<string, Lane>();
  const visit = (name: string, manner: Manner) =>
    door.enter(manner).then((lane) => {
      order.push(name);
      inside.set(name, lane);
    });
  const leave = async (name: string): Promise<void> => {
    const lane = inside.get(name);
    if (lane === undefined) throw new Error(`${name} is not inside`);
    door.leave(lane);
    await settled();
  };
  return { door, order, inside, visit, leave };
}

/** Everything that needs no time has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("lanes", () => {
  it("let as many in alone as there is room for, and the others in the order they came", async () => {
    const { order, visit, leave } = await scene({ room: 2 });
    const visits = ["a", "b", "c", "d"].map((name) => visit(name, "alone"));
    await settled();
    expect(order).toEqual(["a", "b"]);
    await leave("b");
    expect(order).toEqual(["a", "b", "c"]);
    await leave("a");
    expect(order).toEqual(["a", "b", "c", "d"]);
    await Promise.all(visits);
  });

  it("are shared when none is empty, the emptiest first, as far as their depth goes", async () => {
    const { order, inside, visit, leave } = await scene({ room: 2, depth: 2 });
    void ["a", "b", "c", "d", "e"].map((name) => visit(name, "shared"));
    await settled();
    expect(order).toEqual(["a", "b", "c", "d"]);
    expect(inside.get("a")).not.toBe(inside.get("b"));
    expect(new Set([inside.get("c"), inside.get("d")]).size).toBe(2);
    await leave("b");
    expect(order.at(-1)).toBe("e");
    expect(inside.get("e")).toBe(inside.get("b"));
  });

  it("are not shared before it is known that they can be", async () => {
    const { order, visit } = await scene({ room: 1, depth: 1 });
    void ["a", "b"].map((name) => visit(name, "shared"));
    await settled();
    expect(order).toEqual(["a"]);
  });

  it("let nobody else in whom somebody has alone", async () => {
    const { order, visit, leave } = await scene({ room: 1 });
    void visit("session", "alone");
    void visit("a", "shared");
    await settled();
    expect(order).toEqual(["session"]);
    await leave("session");
    expect(order).toEqual(["session", "a"]);
  });

  it("give one alone to whoever waits for it before those who come later to share it", async () => {
    const { order, visit, leave } = await scene({ room: 1 });
    void visit("a", "shared");
    void visit("b", "shared");
    void visit("session", "alone");
    void visit("c", "shared");
    await settled();
    expect(order).toEqual(["a", "b"]);
    await leave("a");
    expect(order).toEqual(["a", "b"]);
    await leave("b");
    expect(order).toEqual(["a", "b", "session"]);
    await leave("session");
    expect(order).toEqual(["a", "b", "session", "c"]);
  });

  it("go on being shared beside the one that is claimed, and the first that is empty fulfils the claim", async () => {
    const { order, inside, visit, leave } = await scene({ room: 2 });
    for (const name of ["a", "b", "c"]) await visit(name, "shared");
    void visit("session", "alone");
    void visit("d", "shared");
    await settled();
    expect(order).toEqual(["a", "b", "c", "d"]);
    expect(inside.get("d")).toBe(inside.get("a"));
    for (const name of ["a", "c", "d"]) await leave(name);
    expect(order.at(-1)).toBe("session");
    expect(inside.get("session")).toBe(inside.get("a"));
    void visit("e", "shared");
    await settled();
    expect(inside.get("e")).toBe(inside.get("b"));
  });

  it("refuse those who wait too long, also for one that they claim, and let the next in", async () => {
    const { order, visit } = await scene({ room: 1, patience: 20 });
    await visit("a", "shared");
    const refused = visit("session", "alone");
    await expect(refused).rejects.toMatchObject({ name: "DatabaseError", sent: false });
    await visit("b", "shared");
    expect(order).toEqual(["a", "b"]);
  });

  it("refuse all who wait and all who come once they close, and are closed when the last has left", async () => {
    const { door, order, visit, leave } = await scene({ room: 1 });
    await visit("a", "shared");
    const waiting = [visit("session", "alone"), visit("b", "shared")];
    const refusals = Promise.allSettled(waiting);
    const closing = door.close().then(() => order.push("closed"));
    expect((await refusals).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(door.enter("shared")).rejects.toMatchObject({ sent: false });
    expect(order).toEqual(["a"]);
    await leave("a");
    await closing;
    expect(order).toEqual(["a", "closed"]);
  });
});
