import { aggregate } from "myelin";

aggregate("house", {
  initial: () => 0,
  events: {},
  commands: {},
  rejectons: {},
});
