import { dataError } from './graph-errors';

/** An undirected graph with what is known of its vertices and edges. Vertices are numbered from 0. */
export interface GraphData {
  /** Number of vertices n, at least 1. */
  nodeCount: number;
  /** Both ends of every edge, [2 E]: each edge stands once, in either direction; no edge joins a vertex with itself. */
  edges: Int32Array;
  /** Class of every vertex, [n], from 0. */
  nodeLabels?: Int32Array;
  /** Features of every vertex, [n, f] row by row. */
  nodeFeatures?: Float32Array;
  /** Class of every edge, [E], from 0, in the order of `edges`. */
  edgeLabels?: Int32Array;
  /** Features of every edge, [E, f] row by row, in the order of `edges`. */
  edgeFeatures?: Float32Array;
  /** Coordinates of every vertex, [n, 3] row by row. */
  positions?: Float32Array;
  /** What is to be predicted: a class from 0, or real targets. */
  target?: number | Float32Array;
}

/**
 * Checks that a graph is one.
 *
 * @param name How errors call the graph, for example `graph 3`.
 * @throws DataError `graph/empty` without vertices, `graph/edge-range` for an end that is no vertex, `graph/self-loop`,
 * `graph/repeated-edge`, `graph/length` for labels, features or positions of another length.
 */
export function checkGraph(graph: GraphData, name = 'graph'): void {
  const { nodeCount, edges } = graph;
  if (!Number.isInteger(nodeCount) || nodeCount < 1) {
    throw dataError('empty', `${name} has ${nodeCount} vertices. A graph has a whole number of them, at least 1.`);
  }
  if (edges.length % 2 !== 0) {
    throw dataError('length', `${name}: edges has ${edges.length} numbers. Give both ends of every edge.`);
  }
  const seen = new Set<number>();
  for (let i = 0; i < edges.length; i += 2) {
    const [a, b] = [edges[i], edges[i + 1]];
    const text = () => `${name}: edge ${i / 2} is (${a}, ${b})`;
    if (Math.min(a, b) < 0 || Math.max(a, b) >= nodeCount) {
      throw dataError('edge-range', `${text()}. Vertices are numbered from 0 to ${nodeCount - 1}.`);
    }
    if (a === b) throw dataError('self-loop', `${text()}. An edge joins two different vertices; leave loops out.`);
    const key = Math.min(a, b) * nodeCount + Math.max(a, b);
    if (seen.has(key)) throw dataError('repeated-edge', `${text()}, which was there before. Give every edge once.`);
    seen.add(key);
  }
  const edgeCount = edges.length / 2;
  checkLength(graph.nodeLabels, 'nodeLabels', nodeCount, 'vertices', name, true);
  checkLength(graph.nodeFeatures, 'nodeFeatures', nodeCount, 'vertices', name);
  checkLength(graph.edgeLabels, 'edgeLabels', edgeCount, 'edges', name, true);
  checkLength(graph.edgeFeatures, 'edgeFeatures', edgeCount, 'edges', name);
  if (graph.positions && graph.positions.length !== 3 * nodeCount) {
    throw dataError(
      'length',
      `${name}: positions has ${graph.positions.length} numbers, not 3 for each of ${nodeCount} vertices.`,
    );
  }
}

function checkLength(
  values: ArrayLike<number> | undefined,
  what: string,
  count: number,
  of: string,
  name: string,
  one = false,
): void {
  if (!values || (one ? values.length === count : count === 0 ? values.length === 0 : values.length % count === 0))
    return;
  const wanted = one ? `one for each of ${count} ${of}` : `the same number for each of ${count} ${of}`;
  throw dataError('length', `${name}: ${what} has ${values.length} numbers, not ${wanted}.`);
}
