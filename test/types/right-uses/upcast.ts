import { house } from "../mistakes/vocabulary.ts";

interface First {
  readonly amount: number;
}

house.upcast({
  // Each takes what the former answers; the last one answers today's data.
  Sold: [({ amount }: First) => ({ cents: amount * 100 }), ({ cents }: { cents: number }) => ({ price: cents / 100 })],
  Built: [(data: { town?: string }, _, { drop }) => (data.town === undefined ? drop() : { city: data.town })],
  // Events that are not declared any more become others, or none.
  BuiltAndSold: [({ city, price }, _, { split, emit }) => split(emit.Built({ city }), emit.Sold({ price }))],
  Painted: [(_, __, { drop }) => drop()],
});

export const withContext = house.upcast({
  Sold: [
    ({ amount }: First, { stream, version, metadata }) => ({ price: metadata[stream.id] === version ? 0 : amount }),
  ],
});
