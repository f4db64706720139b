import type { NodeCard, NodeMember } from "../../store/node-store.ts";
import type { NodeLife } from "../../store/segment-store.ts";
import type { Store } from "../../store/store.ts";
import { expectEqual, expectTrue, present } from "./expect.ts";
import { longLease } from "./processors.ts";
import type { StoreCase } from "./store-case.ts";

function life(id: string, card?: NodeCard): NodeLife {
  const plain = { id, processors: [], leaseMs: longLease, reports: [] };
  return card === undefined ? plain : { ...plain, card };
}

async function memberOf({ nodes }: Store, id: string): Promise<NodeMember | undefined> {
  return (await nodes.members()).find((member) => member.id === id);
}

function cardOf({ address, loadFactor, commands, warnings }: NodeMember): NodeCard {
  return { address, loadFactor, commands, warnings };
}

const card: NodeCard = {
  address: "http://10.0.0.1:8080",
  loadFactor: 100,
  commands: ["CloseAccount", "OpenAccount", 'Say "hello", {you}'],
  warnings: [{ node: "n-2", message: 'It is "another", \\ as it seems' }],
};

export const nodeCases: readonly StoreCase[] = [
  {
    name: "a node that runs no processors tells of itself with its sign of life, and is seen by all",
    run: async ({ store, unique }) => {
      const [one, two] = [unique("n1"), unique("n2")];
      const before = Date.now();
      await store.segments.renew(life(one, card));
      const { members } = await store.segments.renew(life(two, { ...card, loadFactor: 7, commands: [] }));
      const [first, second] = [one, two].map((id) => members.find((member) => member.id === id));
      expectEqual(cardOf(present(first, "the first node")), card);
      expectEqual(cardOf(present(second, "the second node")), { ...card, loadFactor: 7, commands: [] });
      expectTrue((first?.leaseMs ?? 0) > 0, "its lease runs");
      // Clocks of a database and of its clients differ.
      expectTrue(Math.abs((first?.joinedAt.getTime() ?? 0) - before) < 3_600_000, "it has joined now");
      expectEqual(
        members.map(({ id }) => id).sort(),
        members.map(({ id }) => id),
      );
      expectEqual(cardOf(present(await memberOf(store, one), "the first node")), card);
    },
  },
  {
    name: "what a node tells takes the place of what it told, and it has joined but once",
    run: async ({ store, unique }) => {
      const node = unique("n");
      await store.segments.renew(life(node, card));
      const first = present(await memberOf(store, node), "the node");
      const later = { address: null, loadFactor: 0, commands: ["CloseAccount"], warnings: [] };
      const { members } = await store.segments.renew(life(node, later));
      const second = present(
        members.find(({ id }) => id === node),
        "the node",
      );
      expectEqual(cardOf(second), later);
      expectEqual(second.joinedAt, first.joinedAt);
      await store.segments.renew(life(node));
      expectEqual(cardOf(present(await memberOf(store, node), "the node")), { ...later, commands: [] });
    },
  },
  {
    name: "the names of commands are told with every look, also of many nodes with the same ones",
    run: async ({ store, unique }) => {
      const [one, two] = [unique("n1"), unique("n2")];
      await store.segments.renew(life(one, card));
      await store.segments.renew(life(two, card));
      for (const commands of [card.commands, ["Another"], card.commands]) {
        const { members } = await store.segments.renew(life(one, { ...card, commands }));
        const told = [one, two].map((id) => members.find((member) => member.id === id)?.commands);
        expectEqual(told, [commands, card.commands]);
      }
    },
  },
  {
    name: "a node that has left, or whose lease has ended, is nobody's member any more",
    run: async ({ store, unique }) => {
      const [left, ended, stays] = [unique("left"), unique("ended"), unique("stays")];
      await store.segments.renew(life(left, card));
      await store.segments.leave(left);
      await store.segments.renew({ ...life(ended, card), leaseMs: 0 });
      const { members } = await store.segments.renew(life(stays, card));
      const seen = members.map(({ id }) => id).filter((id) => [left, ended, stays].includes(id));
      expectEqual(seen, [stays]);
      expectEqual(await memberOf(store, left), undefined);
      expectEqual(await memberOf(store, ended), undefined);
    },
  },
];
