// A round of k-FWL on many tuples. Multisets are told apart by two sums of 32 bits over hashes of their members, so nothing
// is sorted or stored. Tuples with the same first k - 1 vertices are done together: all inner loops run along the memory.
import { type Colouring, named } from './colouring';
import { SignatureTable } from './signature-table';

/** One round of k-FWL for k >= 2. Two different multisets share a name with a chance of about 2^-64. */
export function* hashedFolkloreRound(
  { colours }: Colouring,
  nodeCounts: readonly number[],
  k: number,
): Generator<number, Colouring> {
  const table = new SignatureTable();
  const signature = new Int32Array(3);
  const refined: Int32Array[] = [];
  for (const [g, own] of colours.entries()) {
    const nodeCount = nodeCounts[g];
    const low = Array.from({ length: k }, (_, position) => own.map((colour) => scrambled(colour, 2 * position + 1)));
    const high = Array.from({ length: k }, (_, position) => own.map((colour) => scrambled(colour, 2 * position + 2)));
    const sumsLow = new Int32Array(nodeCount);
    const sumsHigh = new Int32Array(nodeCount);
    const partLow = new Int32Array(nodeCount);
    const partHigh = new Int32Array(nodeCount);
    const result = new Int32Array(own.length);
    for (let row = 0; row < own.length; row += nodeCount) {
      sumsLow.fill(0);
      sumsHigh.fill(0);
      for (let w = 0; w < nodeCount; w++) {
        partLow.fill(low[k - 1][row + w]);
        partHigh.fill(high[k - 1][row + w]);
        for (let position = 0; position < k - 1; position++) {
          const stride = nodeCount ** (k - 1 - position);
          const replaced = row + (w - (Math.floor(row / stride) % nodeCount)) * stride;
          addRow(partLow, low[position], replaced);
          addRow(partHigh, high[position], replaced);
        }
        addScrambled(sumsLow, sumsHigh, partLow, partHigh);
      }
      for (let l = 0; l < nodeCount; l++) {
        signature[0] = own[row + l];
        signature[1] = sumsLow[l];
        signature[2] = sumsHigh[l];
        result[row + l] = table.intern(signature, 3);
      }
      yield (g + (row + nodeCount) / own.length) / colours.length;
    }
    refined.push(result);
  }
  return named(table, refined, false);
}

function addRow(sums: Int32Array, values: Int32Array, start: number): void {
  for (let l = 0; l < sums.length; l++) sums[l] += values[start + l];
}

/** Adds hashes of vectors, given as two sums over their members, to the sums over the multiset. */
function addScrambled(sumsLow: Int32Array, sumsHigh: Int32Array, low: Int32Array, high: Int32Array): void {
  for (let l = 0; l < sumsLow.length; l++) {
    let a = Math.imul(low[l] ^ (high[l] >>> 16), 0x85ebca6b);
    a ^= a >>> 13;
    let b = Math.imul(high[l] ^ (low[l] >>> 15), 0xc2b2ae35);
    b ^= b >>> 16;
    sumsLow[l] += Math.imul(a, 0x27d4eb2f) ^ b;
    sumsHigh[l] += Math.imul(b, 0x165667b1) ^ (a >>> 7);
  }
}

/** A fixed number of 32 bits for every colour and stream (the mixing of MurmurHash3). */
function scrambled(colour: number, stream: number): number {
  let value = Math.imul(colour + 1, 0x9e3779b1) ^ Math.imul(stream, 0x7feb352d);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
