// Files list every edge twice, once in each direction. This joins the two and says where one is missing.
import { rowError } from './file-content';

/** One line of a file: an edge in one direction. */
export interface DirectedRow {
  from: number;
  to: number;
  /** Row of the file, from 1. */
  row: number;
}

/** How rows become edges. */
export interface JoinOptions {
  file: string;
  /** How messages call the graph. */
  graph: string;
  nodeCount: number;
  /** Takes one direction for both, and passes over repeated rows. */
  symmetrize: boolean;
  /** The number that messages add to a vertex: 1 where the file counts from 1. */
  firstNumber: number;
  /** Whether two rows of one edge say the same. Default: always. */
  agree?: (row: number, other: number) => boolean;
}

/** Edges, each once, and the row in which each stood first. */
export interface JoinedEdges {
  edges: Int32Array;
  rows: Int32Array;
}

/**
 * Joins both directions of every edge, in the order in which edges first appear.
 *
 * @throws DataError naming file, row and graph: `graph/self-loop`; unless `symmetrize` also `graph/asymmetric-edge` where a
 * direction is missing or the two say different things, and `graph/repeated-edge`.
 */
export function joinDirections(list: readonly DirectedRow[], options: JoinOptions): JoinedEdges {
  const { file, graph, nodeCount, symmetrize, firstNumber, agree = () => true } = options;
  const name = ({ from, to }: DirectedRow) => `edge (${from + firstNumber}, ${to + firstNumber}) of ${graph}`;
  const known = new Map<number, DirectedRow>();
  for (const entry of list) {
    const { from, to, row } = entry;
    if (from === to) {
      const text = `${name(entry)} joins a vertex with itself. Networks here take no loops: remove the row.`;
      throw rowError('self-loop', file, row, text);
    }
    const key = from * nodeCount + to;
    const earlier = known.get(key);
    if (earlier === undefined) known.set(key, entry);
    else if (!symmetrize) {
      const text = `${name(entry)} stands in row ${earlier.row} already. Remove one, or pass { symmetrize: true }.`;
      throw rowError('repeated-edge', file, row, text);
    }
  }
  const edges: number[] = [];
  const rows: number[] = [];
  for (const entry of known.values()) {
    const { from, to, row } = entry;
    const back = known.get(to * nodeCount + from);
    if (!symmetrize) checkBack(entry, back);
    // The second row of an edge that is kept already.
    if (back !== undefined && back.row < row) continue;
    edges.push(from, to);
    rows.push(row);
  }
  return { edges: Int32Array.from(edges), rows: Int32Array.from(rows) };

  function checkBack(entry: DirectedRow, back: DirectedRow | undefined): void {
    const { from, to, row } = entry;
    const reverse = `(${to + firstNumber}, ${from + firstNumber})`;
    if (back === undefined) {
      const text = `${name(entry)} has no ${reverse}. Edges are undirected and stand in both directions; pass { symmetrize: true } to take one for both.`;
      throw rowError('asymmetric-edge', file, row, text);
    }
    if (!agree(row, back.row)) {
      const text = `${name(entry)} has another label or other features than ${reverse} in row ${back.row}. Make them equal, or pass { symmetrize: true } to keep the first.`;
      throw rowError('asymmetric-edge', file, row, text);
    }
  }
}
