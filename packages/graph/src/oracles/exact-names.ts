// Signatures of k-FWL without a lossy hash and without comparison sorting. The multiset of a tuple, n vectors of k colours, is
// brought into sorted order by distributing w stably over one position after the other (radix sort). Each line of tuples is
// sorted once, and serves the n tuples on it; so a round takes of the order of k n^(k+1) steps and compares no numbers.
import type { SignatureNames } from './folklore-round';
import { lineProfiles, linesAlong } from './lines';
import { SignatureTable } from './signature-table';
import { partOf } from './steps';

/** Names signatures number by number. */
export function* exactNames(
  colours: readonly Int32Array[],
  nodeCounts: readonly number[],
  k: number,
): Generator<number, SignatureNames> {
  // Where w goes in a line of the last position says which colour it has there, given the sorted colours of that line.
  const profiles = yield* lineProfiles(colours, nodeCounts, k, k - 1);
  const table = new SignatureTable();
  return {
    table,
    exact: true,
    *reader(g) {
      const sorted: SortedLines[] = [];
      for (let position = 0; position < k; position++) {
        const work = sortedLines(colours[g], nodeCounts[g], k, position);
        sorted.push(yield* partOf(work, position / k, (position + 1) / k));
      }
      return tupleNamer(colours[g], nodeCounts[g], sorted, profiles[g], table);
    },
  };
}

/** Names tuples of a row. No generator: this is where the time goes. */
function tupleNamer(
  own: Int32Array,
  nodeCount: number,
  sorted: readonly SortedLines[],
  profiles: Int32Array,
  table: SignatureTable,
): (row: number, chosen: Int32Array, count: number, names: Int32Array) => void {
  const last = sorted.length - 1;
  const signature = new Int32Array(2 + last * nodeCount);
  const identity = Int32Array.from({ length: nodeCount }, (_, w) => w);
  const next = new Int32Array(nodeCount);
  const buffers = [new Int32Array(nodeCount), new Int32Array(nodeCount)];
  return (row, chosen, count, names) => {
    for (let place = 0; place < count; place++) {
      const t = row + chosen[place];
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
      names[t] = table.intern(signature, signature.length);
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
