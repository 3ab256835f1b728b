import { type ColourRounds, named } from './colouring';
import { lineProfiles, linesAlong } from './lines';
import { SignatureTable } from './signature-table';
import { partOf } from './steps';
import { tupleStart } from './tuple-start';
import type { WlGraph } from './wl-graph';

/**
 * k-WL, oblivious: a tuple sees its own colour and, for each position by itself, the multiset of the colours of the tuples
 * with another vertex at that position.
 */
export function obliviousRounds(graphs: readonly WlGraph[], k: number): ColourRounds {
  const nodeCounts = graphs.map(({ nodeCount }) => nodeCount);
  return {
    k,
    start: () => tupleStart(graphs, k),
    *next({ colours }) {
      const profiles: Int32Array[][] = [];
      for (let position = 0; position < k; position++) {
        const [from, to] = [position, position + 1].map((done) => done / (k + 1));
        profiles.push(yield* partOf(lineProfiles(colours, nodeCounts, k, position), from, to));
      }
      const table = new SignatureTable();
      const signature = new Int32Array(k + 1);
      const refined: Int32Array[] = [];
      for (const [g, own] of colours.entries()) {
        const nodeCount = nodeCounts[g];
        const lines = Array.from({ length: k }, (_, position) => linesAlong(nodeCount, k, position));
        const result = new Int32Array(own.length);
        for (let t = 0; t < own.length; t++) {
          signature[0] = own[t];
          for (let position = 0; position < k; position++) {
            signature[1 + position] = profiles[position][g][lines[position].of(t)];
          }
          result[t] = table.intern(signature, k + 1);
          if (t % nodeCount === 0) yield (k + (g + t / own.length) / colours.length) / (k + 1);
        }
        refined.push(result);
      }
      return named(table, refined);
    },
  };
}
