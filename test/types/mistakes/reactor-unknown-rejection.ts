import { reactor } from "myelin";
import { house } from "./vocabulary.ts";

reactor("resell", { sends: [house] }).on(house, {
  Sold: async ({ price }, { stream }, { send }) => {
    const sold = await send.Sell({ houseId: stream.id, price });
    return sold.ok ? 0 : sold.reason === "TooCheap" ? 1 : 2;
  },
});
