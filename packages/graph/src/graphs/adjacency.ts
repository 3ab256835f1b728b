import type { GraphData } from '../graph-data';
import { dataError } from '../graph-errors';
import { completeGraphData, type GraphContent } from './graph-from-edges';

/** Options of `graphFromAdjacency`. */
export interface GraphFromAdjacencyOptions extends GraphContent {
  /** Takes an edge where either of its two entries is 1, instead of refusing a matrix that is not symmetric. Default false. */
  symmetrize?: boolean;
  /** How errors call the graph. Default `graph`. */
  name?: string;
}

/**
 * Makes a graph from its adjacency matrix. Edges come in the order of the upper triangle, row by row.
 *
 * @param matrix n rows of n entries, or [n, n] row by row: 1 where an edge is, else 0.
 * @param options `symmetrize`, labels, features, target.
 * @throws DataError `graph/empty`, `graph/ragged` for a matrix that is not square, `graph/asymmetric`,
 * `graph/self-loop` for an entry on the diagonal, `graph/adjacency-value` for entries other than 0 and 1.
 */
export function graphFromAdjacency(
  matrix: readonly ArrayLike<number>[] | Float32Array,
  { symmetrize = false, name = 'graph', ...content }: GraphFromAdjacencyOptions = {},
): GraphData {
  const nodeCount = matrix instanceof Float32Array ? sideOf(matrix.length, name) : squareSide(matrix, name);
  const entry =
    matrix instanceof Float32Array
      ? (i: number, j: number) => matrix[i * nodeCount + j]
      : (i: number, j: number) => matrix[i][j];
  const edges: number[] = [];
  for (let i = 0; i < nodeCount; i++) {
    if (entry(i, i) !== 0) {
      const advice = 'A vertex has no edge to itself; set the diagonal to 0.';
      throw dataError('self-loop', `${name}: entry (${i}, ${i}) of the adjacency matrix is ${entry(i, i)}. ${advice}`);
    }
    for (let j = i + 1; j < nodeCount; j++) {
      const upper = checkedEntry(entry(i, j), i, j, name);
      const lower = checkedEntry(entry(j, i), j, i, name);
      if (upper !== lower && !symmetrize) {
        throw dataError(
          'asymmetric',
          `${name}: entry (${i}, ${j}) of the adjacency matrix is ${upper}, entry (${j}, ${i}) is ${lower}. Graphs are undirected; pass { symmetrize: true } to take an edge where either is 1.`,
        );
      }
      if (upper || lower) edges.push(i, j);
    }
  }
  return completeGraphData({ nodeCount, edges: Int32Array.from(edges) }, content, name);
}

/** Adjacency matrix of a graph, [n, n] row by row: 1 where an edge is, else 0; symmetric, with zeros on the diagonal. */
export function adjacencyMatrix({ nodeCount, edges }: GraphData): Float32Array {
  const matrix = new Float32Array(nodeCount * nodeCount);
  for (let i = 0; i < edges.length; i += 2) {
    matrix[edges[i] * nodeCount + edges[i + 1]] = 1;
    matrix[edges[i + 1] * nodeCount + edges[i]] = 1;
  }
  return matrix;
}

function sideOf(length: number, name: string): number {
  const side = Math.round(Math.sqrt(length));
  if (side * side === length) return side;
  throw dataError(
    'ragged',
    `${name}: the adjacency matrix has ${length} entries, which is no square number. Give n rows of n entries.`,
  );
}

function squareSide(rows: readonly ArrayLike<number>[], name: string): number {
  const wrong = rows.findIndex((row) => row.length !== rows.length);
  if (wrong < 0) return rows.length;
  throw dataError(
    'ragged',
    `${name}: row ${wrong} of the adjacency matrix has ${rows[wrong].length} entries, and there are ${rows.length} rows. Give n rows of n entries.`,
  );
}

function checkedEntry(value: number, i: number, j: number, name: string): number {
  if (value === 0 || value === 1) return value;
  throw dataError(
    'adjacency-value',
    `${name}: entry (${i}, ${j}) of the adjacency matrix is ${String(value)}. Entries are 0 or 1; give weights as edgeFeatures.`,
  );
}
