import { reactor } from "myelin";

reactor("watch", { delivery: "braodcast" });
