import { aggregate } from "myelin";
import * as v from "valibot";

interface Person {
  readonly name: string;
  readonly mother: Person | null;
  readonly friends: readonly Person[];
  readonly born: Date;
}

interface Deep {
  readonly a: { readonly b: { readonly c: { readonly d: { readonly e: { readonly f: { readonly at: Date } } } } } };
}

aggregate("house", {
  initial: () => 0,
  events: {
    Sold: v.object({ to: v.custom<Person>(() => true) }),
    Sunk: v.custom<Deep>(() => true),
  },
  commands: {},
});
