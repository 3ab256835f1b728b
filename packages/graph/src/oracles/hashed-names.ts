// Signatures of k-FWL on many tuples. Multisets are told apart by two sums of 32 bits over hashes of their members, so nothing
// is sorted, and a signature has three numbers. All that a tuple sees stands in k pieces of memory that are read from end to end.
import type { SignatureNames } from './folklore-round';
import { linesAlong } from './lines';
import { SignatureTable } from './signature-table';

/**
 * Names signatures by 64 bits of hash. Equal multisets have equal sums; two different ones share both by accident with a
 * chance of about 2^-64.
 */
export function hashedNames(colours: readonly Int32Array[], nodeCounts: readonly number[], k: number): SignatureNames {
  const table = new SignatureTable();
  return {
    table,
    exact: false,
    *reader(g) {
      const lines = yield* scrambledLines(colours[g], nodeCounts[g], k);
      return tupleNamer(colours[g], nodeCounts[g], k, lines, table);
    },
  };
}

/** Names tuples of a row. No generator: this is where the time goes. */
function tupleNamer(
  own: Int32Array,
  nodeCount: number,
  k: number,
  lines: Int32Array,
  table: SignatureTable,
): (row: number, chosen: Int32Array, count: number, names: Int32Array) => void {
  const along = Array.from({ length: k }, (_, position) => linesAlong(nodeCount, k, position));
  const starts = new Int32Array(k);
  const signature = new Int32Array(3);
  const addMembers = k === 3 ? addTriples : addVectors;
  return (row, chosen, count, names) => {
    for (let place = 0; place < count; place++) {
      const t = row + chosen[place];
      for (let position = 0; position < k; position++) {
        starts[position] = 2 * (position * own.length + along[position].of(t) * nodeCount);
      }
      signature[0] = own[t];
      addMembers(lines, starts, nodeCount, signature);
      names[t] = table.intern(signature, 3);
    }
  };
}

/**
 * Two random numbers for every colour and position, along the lines of this position: for position p, line l and vertex w at
 * 2 ((p n^(k-1) + l) n + w).
 */
function* scrambledLines(own: Int32Array, nodeCount: number, k: number): Generator<number, Int32Array> {
  const result = new Int32Array(2 * k * own.length);
  let place = 0;
  for (let position = 0; position < k; position++) {
    const { stride, first } = linesAlong(nodeCount, k, position);
    const [low, high] = [2 * position + 1, 2 * position + 2];
    for (let line = 0; line < own.length / nodeCount; line++) {
      const start = first(line);
      for (let w = 0; w < nodeCount; w++) {
        const colour = own[start + w * stride];
        result[place++] = scrambled(colour, low);
        result[place++] = scrambled(colour, high);
      }
      if (line % nodeCount === 0) yield place / result.length;
    }
  }
  return result;
}

/** Puts the sums over all w of the hashes of the k colours that come about with w at each position into places 1 and 2. */
function addVectors(lines: Int32Array, starts: Int32Array, nodeCount: number, signature: Int32Array): void {
  let [sumLow, sumHigh] = [0, 0];
  for (let i = 0; i < 2 * nodeCount; i += 2) {
    let [low, high] = [0, 0];
    for (let position = 0; position < starts.length; position++) {
      low += lines[starts[position] + i];
      high += lines[starts[position] + i + 1];
    }
    let a = Math.imul(low ^ (high >>> 16), 0x85ebca6b);
    a ^= a >>> 13;
    let b = Math.imul(high ^ (low >>> 15), 0xc2b2ae35);
    b ^= b >>> 16;
    sumLow = (sumLow + (Math.imul(a, 0x27d4eb2f) ^ b)) | 0;
    sumHigh = (sumHigh + (Math.imul(b, 0x165667b1) ^ (a >>> 7))) | 0;
  }
  signature[1] = sumLow;
  signature[2] = sumHigh;
}

/** `addVectors` for k = 3, written out: twice as fast. */
function addTriples(lines: Int32Array, starts: Int32Array, nodeCount: number, signature: Int32Array): void {
  const [first, second, third] = starts;
  let sumLow = 0;
  let sumHigh = 0;
  for (let i = 0; i < 2 * nodeCount; i += 2) {
    const low = (lines[first + i] + lines[second + i] + lines[third + i]) | 0;
    const high = (lines[first + i + 1] + lines[second + i + 1] + lines[third + i + 1]) | 0;
    let a = Math.imul(low ^ (high >>> 16), 0x85ebca6b);
    a ^= a >>> 13;
    let b = Math.imul(high ^ (low >>> 15), 0xc2b2ae35);
    b ^= b >>> 16;
    sumLow = (sumLow + (Math.imul(a, 0x27d4eb2f) ^ b)) | 0;
    sumHigh = (sumHigh + (Math.imul(b, 0x165667b1) ^ (a >>> 7))) | 0;
  }
  signature[1] = sumLow;
  signature[2] = sumHigh;
}

/** A fixed number of 32 bits for every colour and stream (the mixing of MurmurHash3). */
function scrambled(colour: number, stream: number): number {
  let value = Math.imul(colour + 1, 0x9e3779b1) ^ Math.imul(stream, 0x7feb352d);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
