import { aggregate } from "myelin";

aggregate("house", {
  initial: () => 0,
  events: { Built: { city: "text" } },
  commands: {},
});
