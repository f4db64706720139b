import { given, happened } from "myelin/testing";
import { expect, it, vi } from "vitest";
import { opened } from "../../examples/recipes/testing.ts";
import { fulfilment, order, payment, shop, stock } from "../../examples/recipes/workflows.ts";

const placed = happened(order, "o-1", order.events.OrderPlaced({ sku: "s-1", cents: 100 }));
const reserved = happened(stock, "s-1", stock.events.Reserved({}));

it("examples/recipes/workflows.ts reserves, charges and ships", () => {
  given(fulfilment, shop, placed)
    .thenSends(stock.commands.Reserve({ sku: "s-1" }))
    .when(reserved)
    .thenSends(payment.commands.Charge({ orderId: "o-1", cents: 100 }))
    .when(happened(payment, "o-1", payment.events.Charged({ cents: 100 })))
    .thenSends(order.commands.ShipOrder({ orderId: "o-1" }))
    .when(happened(order, "o-1", order.events.OrderShipped({})))
    .thenCompletes();
});

it("examples/recipes/workflows.ts releases what was reserved where the bank declines, and after two days", () => {
  given(fulfilment, shop, placed, reserved)
    .whenRejected("Charge", payment.rejections.Declined())
    .thenSends(stock.commands.Release({ sku: "s-1" }))
    .whenDone()
    .thenStatus("failed", "The bank declined");
  given(fulfilment, shop, placed).whenRejected("Reserve", stock.rejections.SoldOut()).thenStatus("failed", "Sold out");
  given(fulfilment, shop, placed).whenTimePasses("2 days").whenDone().thenStatus("failed", "It took too long");
});

it("examples/recipes/testing.ts opens an application whose clock the test moves", async () => {
  const { clock, engine, commands } = await opened();
  await commands.AddStock({ sku: "s-1", count: 1 });
  await commands.PlaceOrder({ orderId: "o-1", sku: "s-1", cents: 60_000 });
  const statusOf = async () => (await engine.workflows.list({ workflow: "fulfilment", limit: 1 }))[0]?.status;
  await vi.waitUntil(async () => {
    await clock.advance(100);
    return (await statusOf()) === "failed";
  });
  const events = await engine.readStream({ type: "stock", id: "s-1" }, { after: 0, limit: 9 });
  expect(events.map(({ type }) => type)).toEqual(["stock.StockAdded", "stock.Reserved", "stock.Released"]);
  await engine.stop();
});
