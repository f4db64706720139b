import { deadLetter } from "myelin";

deadLetter({ retryEvery: "10 minuts" });
deadLetter({ retryEvry: "10 minutes" });
deadLetter({ verdict: () => ({ kind: "drop" }) });
