import { application, type CommandOutcomeOf } from "myelin";
import { house } from "../mistakes/vocabulary.ts";
import type { Same } from "../support/same.ts";

type None = Readonly<Record<never, never>>;

// Its payload is that of the commands it is for, and the state is the aggregate's.
const named = house.intercept("Sell", (state, { price }, { command, emit, reject }) => {
  const name: Same<typeof command, "Sell"> = true;
  if (name && price < state.price) return reject.TooCheap({ least: state.price });
  return state.city === "" ? emit.Built({ city: "Rome" }) : undefined;
});

// What it may answer is added to the outcomes of exactly these commands.
export const sell: Same<
  CommandOutcomeOf<typeof named, "Sell">,
  {
    readonly events: "Sold" | "Built";
    readonly rejections: { readonly AlreadySold: null; readonly TooCheap: { least: number } };
  }
> = true;
export const build: Same<
  CommandOutcomeOf<typeof named, "Build">,
  { readonly events: "Built"; readonly rejections: None }
> = true;

// `*` stands for any letters; types do not look into a regular expression.
const globbed = house.intercept("B*d", (_, { city }, { reject }) => (city === "" ? reject.AlreadySold() : undefined));
export const built: Same<keyof CommandOutcomeOf<typeof globbed, "Build">["rejections"], "AlreadySold"> = true;
export const untouched: Same<CommandOutcomeOf<typeof globbed, "Sell">, CommandOutcomeOf<typeof house, "Sell">> = true;

const all = house.intercept("*", (_, { houseId }, { command, reject }) => {
  const name: Same<typeof command, "Build" | "Sell"> = true;
  return name && houseId === "" ? reject.AlreadySold() : [];
});
const matching = house.intercept(/^S/, (_, payload, { reject }) =>
  "price" in payload ? reject.TooCheap({ least: 1 }) : undefined,
);
export const each: Same<keyof CommandOutcomeOf<typeof all, "Build">["rejections"], "AlreadySold"> = true;
export const maybe: Same<keyof CommandOutcomeOf<typeof matching, "Build">["rejections"], "TooCheap"> = true;

// There may be many, and an application's client sees what all of them answer.
const twice = named.intercept("Build", (_, __, { reject }) => reject.AlreadySold());
const town = application("town", [twice]);
export const inTown: Same<
  CommandOutcomeOf<typeof town, "Build">,
  { readonly events: "Built"; readonly rejections: { readonly AlreadySold: null } }
> = true;
