import { reactor } from "myelin";
import { house } from "./vocabulary.ts";

reactor("resell", { sends: [house] }).on(house, {
  Sold: ({ price }, { stream }, { send }) => {
    send.Sell({ houseId: stream.id, price });
  },
});
