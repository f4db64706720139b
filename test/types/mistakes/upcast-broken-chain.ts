import { house } from "./vocabulary.ts";

house.upcast({
  Sold: [({ amount }: { amount: number }) => ({ cents: amount * 100 }), ({ cent }: { cent: number }) => ({ price: cent })],
});
