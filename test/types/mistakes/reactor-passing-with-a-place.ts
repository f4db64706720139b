import { deadLetter, reactor } from "myelin";

reactor("watch", { delivery: "broadcast", from: "latest" });
reactor("watch", { delivery: "local", segments: 2 });
reactor("watch", { delivery: "broadcast", onFailure: deadLetter() });
