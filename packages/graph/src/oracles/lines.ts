// The tuples that differ from a tuple at one position only form a line: n tuples, a stride apart.
import { SignatureTable } from './signature-table';
import { sortStart } from './vertex-rounds';

/** All lines of one graph along one position. Line `l` holds the tuples `first[l] + w * stride`. */
export interface Lines {
  readonly stride: number;
  /** Line of every tuple. */
  readonly of: (tuple: number) => number;
  /** First tuple of every line. */
  readonly first: (line: number) => number;
}

/** Lines along position `position` of k-tuples of n vertices. */
export function linesAlong(nodeCount: number, k: number, position: number): Lines {
  const stride = nodeCount ** (k - 1 - position);
  const block = stride * nodeCount;
  return {
    stride,
    of: (tuple) => Math.floor(tuple / block) * stride + (tuple % stride),
    first: (line) => Math.floor(line / stride) * block + (line % stride),
  };
}

/**
 * For every line the name of the multiset of its colours. Names are canonical and shared by all graphs.
 *
 * @returns for each graph [n^(k-1)], in the order of the lines.
 */
export function* lineProfiles(
  colours: readonly Int32Array[],
  nodeCounts: readonly number[],
  k: number,
  position: number,
): Generator<number, Int32Array[]> {
  const table = new SignatureTable();
  const profiles: Int32Array[] = [];
  for (const [g, own] of colours.entries()) {
    const nodeCount = nodeCounts[g];
    const { stride, first } = linesAlong(nodeCount, k, position);
    const result = new Int32Array(nodeCount ** (k - 1));
    const sorted = new Int32Array(nodeCount);
    for (let line = 0; line < result.length; line++) {
      const start = first(line);
      for (let w = 0; w < nodeCount; w++) sorted[w] = own[start + w * stride];
      sortStart(sorted, nodeCount);
      result[line] = table.intern(sorted, nodeCount);
      if (line % nodeCount === 0) yield (g + line / result.length) / colours.length;
    }
    profiles.push(result);
  }
  const ranks = table.ranks();
  return profiles.map((own) => own.map((id) => ranks[id]));
}
