// Edges have no direction, so the colour of a tuple says which colours its vertices have in every other order. Of the colours
// that the orders of one tuple have, the smallest leads: only tuples of leading colours need a signature, and the new colours
// of all others follow. Where the orders of triples have six colours, this is a sixth of the work.
import { tupleVertices } from './tuple-vertices';

/** Of tuples with more vertices all are looked at: they have too many orders. */
const MOST_VERTICES = 4;

/** What a colour says about its tuples in other orders. */
export interface TupleSymmetry {
  /** Orders of the positions: order `o` puts vertex number `orders[o][p]` of a tuple at position p. */
  readonly orders: readonly (readonly number[])[];
  /** 1 for the smallest of the colours that the orders of a tuple have. */
  readonly leads: Uint8Array;
  /** Number of an order in which a tuple of this colour has the leading one. */
  readonly order: Uint8Array;
  /** Place of this colour among those of the orders, 0 for the leading one. */
  readonly place: Uint8Array;
  /** How many colours the orders have. */
  readonly size: Uint8Array;
}

/** Reads off the symmetry of `count` colours from the first tuple of each. */
export function tupleSymmetry(
  colours: readonly Int32Array[],
  count: number,
  nodeCounts: readonly number[],
  k: number,
): TupleSymmetry {
  const orders = k <= MOST_VERTICES ? ordersOf(k) : [Array.from({ length: k }, (_, position) => position)];
  const byColour = () => new Uint8Array(count);
  const symmetry = { orders, leads: byColour(), order: byColour(), place: byColour(), size: byColour() };
  for (const [g, own] of colours.entries()) {
    const strides = orderStrides(orders, nodeCounts[g]);
    for (let t = 0; t < own.length; t++) {
      const colour = own[t];
      if (symmetry.size[colour] > 0) continue;
      const vertices = tupleVertices(t, nodeCounts[g], k);
      const found = strides.map((stride) => own[vertices.reduce((index, vertex, i) => index + vertex * stride[i], 0)]);
      const different = [...new Set(found)].sort((a, b) => a - b);
      symmetry.leads[colour] = different[0] === colour ? 1 : 0;
      symmetry.order[colour] = found.indexOf(different[0]);
      symmetry.place[colour] = different.indexOf(colour);
      symmetry.size[colour] = different.length;
    }
  }
  return symmetry;
}

/** For every order: what a step of each vertex of a tuple adds to the number of the tuple in this order. */
export function orderStrides(orders: TupleSymmetry['orders'], nodeCount: number): number[][] {
  return orders.map((order) => {
    return order.map((_, vertex) => nodeCount ** (order.length - 1 - order.indexOf(vertex)));
  });
}

/** All orders of 0, ..., k - 1, the sorted one first. */
function ordersOf(k: number): number[][] {
  if (k === 0) return [[]];
  return ordersOf(k - 1).flatMap((order) => {
    return Array.from({ length: k }, (_, place) => [
      ...order.slice(0, k - 1 - place),
      k - 1,
      ...order.slice(k - 1 - place),
    ]);
  });
}
