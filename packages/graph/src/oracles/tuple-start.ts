import { type Colouring, named } from './colouring';
import { SignatureTable } from './signature-table';
import { relationMatrix, type WlGraph } from './wl-graph';

/**
 * Start colours of all k-tuples: the isomorphism type of the tuple, which is what its vertices are to each other (the same,
 * not adjacent, adjacent by an edge with a label) and their labels.
 */
export function* tupleStart(graphs: readonly WlGraph[], k: number): Generator<number, Colouring> {
  const table = new SignatureTable();
  const pairs = (k * (k - 1)) / 2;
  const signature = new Int32Array(pairs + k);
  const tuple = new Int32Array(k);
  const colours: Int32Array[] = [];
  for (const [g, graph] of graphs.entries()) {
    const { nodeCount, labels } = graph;
    const relations = relationMatrix(graph);
    const result = new Int32Array(nodeCount ** k);
    tuple.fill(0);
    for (let t = 0; t < result.length; t++) {
      let place = 0;
      for (let i = 0; i < k; i++) {
        for (let j = i + 1; j < k; j++) signature[place++] = relations[tuple[i] * nodeCount + tuple[j]];
      }
      for (let i = 0; i < k; i++) signature[place++] = labels[tuple[i]];
      result[t] = table.intern(signature, place);
      let digit = k - 1;
      while (digit >= 0 && ++tuple[digit] === nodeCount) tuple[digit--] = 0;
      if (digit < k - 1) yield (g + t / result.length) / graphs.length;
    }
    colours.push(result);
  }
  return named(table, colours);
}
