import { retryBy, workflow } from "myelin";

workflow("watch", { retry: retryBy("mine", () => 1, { maxAttempts: 3 }) });
