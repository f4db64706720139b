import { workflow } from "myelin";
import { evolved, offer } from "./vocabulary.ts";

offer.on(evolved, { Sold: (_, __, { fail }) => fail("Sold") });
workflow("watch", { sends: [evolved] });
