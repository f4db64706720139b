import { house } from "./vocabulary.ts";

house.upcast({ Soldd: [({ amount }: { amount: number }) => ({ price: amount })] });
