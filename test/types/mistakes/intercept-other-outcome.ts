import type { CommandOutcomeOf } from "myelin";
import { house } from "./vocabulary.ts";

const guarded = house.intercept("Sell", (_, __, { reject }) => reject.TooCheap({ least: 1 }));
type Rejections = CommandOutcomeOf<typeof guarded, "Build">["rejections"];
export const least = (rejections: Rejections) => rejections.TooCheap;
