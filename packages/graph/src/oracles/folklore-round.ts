import type { Colouring } from './colouring';
import type { SignatureTable } from './signature-table';
import { partOf } from './steps';
import { orderStrides, type TupleSymmetry, tupleSymmetry } from './tuple-symmetry';

/** A way to name the signatures of tuples: their own colour, then what stands for the multiset that they see. */
export interface SignatureNames {
  readonly table: SignatureTable;
  /**
   * Makes graph number `g` ready. The function that comes out names the `count` tuples `row + chosen[0]`, `row + chosen[1]`,
   * ... and puts the names into `names`, at the numbers of the tuples. Tuples of a row differ in their last vertex only.
   */
  reader(g: number): Generator<number, (row: number, chosen: Int32Array, count: number, names: Int32Array) => void>;
  /** False where different signatures may have one name by accident. */
  readonly exact: boolean;
}

/** One round of k-FWL. Only the tuples of leading colours are named; the others follow from them. */
export function* folkloreRound(
  { colours, count }: Colouring,
  nodeCounts: readonly number[],
  k: number,
  { table, reader, exact }: SignatureNames,
): Generator<number, Colouring> {
  const symmetry = tupleSymmetry(colours, count, nodeCounts, k);
  const refined: Int32Array[] = [];
  for (const [g, own] of colours.entries()) {
    const nodeCount = nodeCounts[g];
    const done = (share: number) => (0.9 * (g + share)) / colours.length;
    const nameTuples = yield* partOf(reader(g), done(0), done(0.2));
    const names = new Int32Array(own.length);
    const chosen = new Int32Array(nodeCount);
    for (let row = 0; row < own.length; row += nodeCount) {
      const found = leadingTuples(own, row, symmetry, chosen);
      if (found > 0) nameTuples(row, chosen, found, names);
      yield done(0.2 + (0.8 * (row + nodeCount)) / own.length);
    }
    refined.push(names);
  }
  // A new colour for every name of a leading tuple, and one for each other colour that its orders had.
  const ranks = table.ranks();
  const starts = new Int32Array(table.count + 1);
  for (let id = 0; id < ranks.length; id++) starts[ranks[id] + 1] = symmetry.size[table.leading(id)];
  for (let rank = 1; rank < starts.length; rank++) starts[rank] += starts[rank - 1];
  const numbers = ranks.map((rank) => starts[rank]);
  for (const [g, names] of refined.entries()) {
    const [from, to] = [g, g + 1].map((graphs) => 0.9 + (0.1 * graphs) / refined.length);
    yield* partOf(spread(colours[g], names, numbers, symmetry, nodeCounts[g]), from, to);
  }
  return { colours: refined, count: starts[table.count], exact };
}

/** Places in a row of the tuples of leading colours. */
function leadingTuples(own: Int32Array, row: number, { leads }: TupleSymmetry, chosen: Int32Array): number {
  let found = 0;
  for (let last = 0; last < chosen.length; last++) {
    if (leads[own[row + last]] === 1) chosen[found++] = last;
  }
  return found;
}

/** Turns names of leading tuples into new colours of all tuples. */
function* spread(
  own: Int32Array,
  names: Int32Array,
  numbers: Int32Array,
  symmetry: TupleSymmetry,
  nodeCount: number,
): Generator<number, void> {
  const { orders, leads } = symmetry;
  for (let t = 0; t < own.length; t++) if (leads[own[t]] === 1) names[t] = numbers[names[t]];
  yield 0;
  const strides = orderStrides(orders, nodeCount);
  const k = orders[0].length;
  const steps = Int32Array.from(strides, (stride) => stride[k - 1]);
  const starts = new Int32Array(orders.length);
  const vertices = new Int32Array(k - 1);
  for (let row = 0; row < own.length; row += nodeCount) {
    for (const [o, stride] of strides.entries()) {
      let start = 0;
      for (let i = 0; i < k - 1; i++) start += vertices[i] * stride[i];
      starts[o] = start;
    }
    followRow(own, names, row, nodeCount, symmetry, starts, steps);
    let digit = k - 2;
    while (digit >= 0 && ++vertices[digit] === nodeCount) vertices[digit--] = 0;
    if (digit < k - 2) yield (row + nodeCount) / own.length;
  }
}

/** New colours of the tuples of a row that do not lead, from those in leading order. */
function followRow(
  own: Int32Array,
  names: Int32Array,
  row: number,
  nodeCount: number,
  { leads, order, place }: TupleSymmetry,
  starts: Int32Array,
  steps: Int32Array,
): void {
  for (let last = 0; last < nodeCount; last++) {
    const colour = own[row + last];
    if (leads[colour] === 1) continue;
    const o = order[colour];
    names[row + last] = names[starts[o] + last * steps[o]] + place[colour];
  }
}
