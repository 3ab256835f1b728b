// k-FWL without a lossy hash and without comparison sorting. The multiset of a tuple, n vectors of k colours, is brought
// into sorted order by distributing w stably over one position after the other (radix sort). Each line of tuples is sorted
// once, and serves the n tuples on it; so a round takes of the order of k n^(k+1) steps and compares no numbers.
import { type Colouring, type ColourRounds, named } from './colouring';
import { hashedFolkloreRound } from './hashed-folklore-round';
import { lineProfiles, linesAlong } from './lines';
import { SignatureTable } from './signature-table';
import { partOf } from './steps';
import { tupleStart } from './tuple-start';
import type { WlGraph } from './wl-graph';

/** Tuples of one graph up to which signatures are compared in full; beyond, by two hashes of 32 bits. */
export const EXACT_TUPLES = 200_000;

/**
 * k-FWL, folklore: a tuple sees its own colour and the multiset over all vertices w of the k colours that come about by
 * putting w at position 1, ..., k.
 */
export function folkloreRounds(graphs: readonly WlGraph[], k: number): ColourRounds {
  const nodeCounts = graphs.map(({ nodeCount }) => nodeCount);
  const exact = Math.max(...nodeCounts) ** k <= EXACT_TUPLES;
  return {
    k,
    start: () => tupleStart(graphs, k),
    next: (colouring) => (exact ? exactRound(colouring, nodeCounts, k) : hashedFolkloreRound(colouring, nodeCounts, k)),
  };
}

function* exactRound({ colours }: Colouring, nodeCounts: readonly number[], k: number): Generator<number, Colouring> {
  // Where w goes in a line of the last position says which colour it has there, given the sorted colours of that line.
  const profiles = yield* partOf(lineProfiles(colours, nodeCounts, k, k - 1), 0, 0.1);
  const table = new SignatureTable();
  const refined: Int32Array[] = [];
  for (const [g, own] of colours.entries()) {
    const nodeCount = nodeCounts[g];
    const sorted: SortedLines[] = [];
    const done = (share: number) => 0.1 + (0.9 * (g + share)) / colours.length;
    for (let position = 0; position < k; position++) {
      const [from, to] = [position, position + 1].map((sortedPositions) => done((0.2 * sortedPositions) / k));
      sorted.push(yield* partOf(sortedLines(own, nodeCount, k, position), from, to));
    }
    const nameRow = rowNamer(own, nodeCount, sorted, profiles[g], table);
    const result = new Int32Array(own.length);
    for (let row = 0; row < own.length; row += nodeCount) {
      nameRow(row, result);
      yield done(0.2 + (0.8 * (row + nodeCount)) / own.length);
    }
    refined.push(result);
  }
  return named(table, refined);
}

/** Names the tuples of a row, which differ in their last vertex only. No generator: this is where the time goes. */
function rowNamer(
  own: Int32Array,
  nodeCount: number,
  sorted: readonly SortedLines[],
  profiles: Int32Array,
  table: SignatureTable,
): (row: number, result: Int32Array) => void {
  const last = sorted.length - 1;
  const signature = new Int32Array(2 + last * nodeCount);
  const identity = Int32Array.from({ length: nodeCount }, (_, w) => w);
  const next = new Int32Array(nodeCount);
  const buffers = [new Int32Array(nodeCount), new Int32Array(nodeCount)];
  return (row, result) => {
    for (let t = row; t < row + nodeCount; t++) {
      let order = sorted[0].order;
      let start = sorted[0].lines.of(t) * nodeCount;
      for (let position = 1; position <= last; position++) {
        const { places, lines } = sorted[position];
        next.set(identity);
        const target = buffers[position % 2];
        distribute(order, start, places, lines.of(t) * nodeCount, next, target);
        order = target;
        start = 0;
      }
      signature[0] = own[t];
      signature[1] = profiles[sorted[last].lines.of(t)];
      for (let position = 0; position < last; position++) {
        const { stride, of, first } = sorted[position].lines;
        gather(own, first(of(t)), stride, order, signature, 2 + position * nodeCount);
      }
      result[t] = table.intern(signature, signature.length);
    }
  };
}

/** Puts vertices into the places of their groups, each group in the order given. */
function distribute(
  order: Int32Array,
  start: number,
  places: Int32Array,
  line: number,
  next: Int32Array,
  target: Int32Array,
): void {
  for (let i = 0; i < target.length; i++) {
    const w = order[start + i];
    const group = places[line + w];
    target[next[group]++] = w;
  }
}

/** Writes the colours of a line in the order of `order`. */
function gather(
  own: Int32Array,
  first: number,
  stride: number,
  order: Int32Array,
  target: Int32Array,
  start: number,
): void {
  for (let i = 0; i < order.length; i++) target[start + i] = own[first + order[i] * stride];
}

interface SortedLines {
  lines: ReturnType<typeof linesAlong>;
  /** Vertices of every line in order of the colours there, [lines * n]. */
  order: Int32Array;
  /** For every line and vertex the number of vertices with a smaller colour there, [lines * n]. */
  places: Int32Array;
}

function* sortedLines(own: Int32Array, nodeCount: number, k: number, position: number): Generator<number, SortedLines> {
  const lines = linesAlong(nodeCount, k, position);
  const count = nodeCount ** (k - 1);
  const order = new Int32Array(own.length);
  const places = new Int32Array(own.length);
  // Colour and vertex in one number, so that sorting needs no comparison function.
  const keys = new Float64Array(nodeCount);
  for (let line = 0; line < count; line++) {
    const base = lines.first(line);
    for (let w = 0; w < nodeCount; w++) keys[w] = own[base + w * lines.stride] * nodeCount + w;
    keys.sort();
    const start = line * nodeCount;
    let group = 0;
    let colour = -1;
    for (let place = 0; place < nodeCount; place++) {
      const next = Math.floor(keys[place] / nodeCount);
      const w = keys[place] - next * nodeCount;
      if (next !== colour) group = place;
      colour = next;
      order[start + place] = w;
      places[start + w] = group;
    }
    if (line % nodeCount === 0) yield line / count;
  }
  return { lines, order, places };
}
