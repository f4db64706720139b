import { house } from "./vocabulary.ts";

house.upcast({ Sold: [({ amount }: { amount: number }) => ({ cents: amount * 100 })] });
