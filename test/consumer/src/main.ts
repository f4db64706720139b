import { answer } from "./order.js";
import { tables } from "./shop.js";

console.log(
  JSON.stringify({
    answer,
    commands: Object.keys(tables.commands),
    projections: Object.keys(tables.projections),
    reactors: Object.keys(tables.reactors),
    workflows: Object.keys(tables.workflows),
  }),
);
