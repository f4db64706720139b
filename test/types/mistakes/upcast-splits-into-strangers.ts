import { house } from "./vocabulary.ts";

house.upcast({ Sold: [(_, __, { split, emit }) => split(emit.Bought({}))] });
