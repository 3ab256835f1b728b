import { checkGraph, type GraphData } from '../graph-data';
import { dataError } from '../graph-errors';

/** What is known of the vertices and edges of a graph, as lists or rows. */
export interface GraphContent {
  /** Class of every vertex, [n], whole numbers from 0. */
  nodeLabels?: ArrayLike<number>;
  /** Features of every vertex: n rows of equal length, or [n, f] row by row. */
  nodeFeatures?: Float32Array | readonly ArrayLike<number>[];
  /** Class of every edge, [E], whole numbers from 0, in the order of the edges. */
  edgeLabels?: ArrayLike<number>;
  /** Features of every edge: E rows of equal length, or [E, f] row by row, in the order of the edges. */
  edgeFeatures?: Float32Array | readonly ArrayLike<number>[];
  /** Coordinates of every vertex: n rows of 3, or [n, 3] row by row. */
  positions?: Float32Array | readonly ArrayLike<number>[];
  /** What is to be predicted: a class from 0, or real targets. */
  target?: number | Float32Array;
}

/** Options of `graphFromEdges`. */
export interface GraphFromEdgesOptions extends GraphContent {
  /** Number of vertices. Default: the largest vertex number plus 1; needed for isolated vertices at the end. */
  nodeCount?: number;
  /** How errors call the graph. Default `graph`. */
  name?: string;
}

/**
 * Makes a graph from its edges.
 *
 * @param edges Both ends of every edge, each edge once in either direction, vertices numbered from 0.
 * @param options Number of vertices, labels, features, target.
 * @throws DataError `graph/empty`, `graph/edge-range`, `graph/self-loop`, `graph/repeated-edge`, `graph/length`,
 * `graph/label` for a label that is no whole number from 0, `graph/ragged` for rows of unequal length.
 */
export function graphFromEdges(
  edges: readonly (readonly [number, number])[],
  { nodeCount, name = 'graph', ...content }: GraphFromEdgesOptions = {},
): GraphData {
  const ends = new Int32Array(2 * edges.length);
  let largest = -1;
  edges.forEach((edge, index) => {
    const [a, b] = edge;
    if (edge.length !== 2 || !isVertex(a) || !isVertex(b)) {
      const range =
        nodeCount === undefined ? 'Vertices are whole numbers from 0' : `Vertices go from 0 to ${nodeCount - 1}`;
      throw dataError('edge-range', `${name}: edge ${index} is (${edge.join(', ')}). ${range}; an edge has two.`);
    }
    ends[2 * index] = a;
    ends[2 * index + 1] = b;
    largest = Math.max(largest, a, b);
  });
  return completeGraphData({ nodeCount: nodeCount ?? largest + 1, edges: ends }, content, name);
}

/** Adds what is known of vertices and edges to a graph, and checks the whole. */
export function completeGraphData(
  { nodeCount, edges }: Pick<GraphData, 'nodeCount' | 'edges'>,
  content: GraphContent,
  name: string,
): GraphData {
  const graph: GraphData = { nodeCount, edges };
  const edgeCount = edges.length / 2;
  if (content.nodeLabels) graph.nodeLabels = wholeNumbers(content.nodeLabels, 'nodeLabels', name);
  if (content.nodeFeatures) graph.nodeFeatures = flatRows(content.nodeFeatures, 'nodeFeatures', nodeCount, name);
  if (content.edgeLabels) graph.edgeLabels = wholeNumbers(content.edgeLabels, 'edgeLabels', name);
  if (content.edgeFeatures) graph.edgeFeatures = flatRows(content.edgeFeatures, 'edgeFeatures', edgeCount, name);
  if (content.positions) graph.positions = flatRows(content.positions, 'positions', nodeCount, name);
  if (content.target !== undefined) graph.target = content.target;
  checkGraph(graph, name);
  return graph;
}

const isVertex = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 31;

function wholeNumbers(values: ArrayLike<number>, what: string, name: string): Int32Array {
  for (let i = 0; i < values.length; i++) {
    if (!isVertex(values[i])) {
      throw dataError(
        'label',
        `${name}: ${what}[${i}] is ${values[i]}. Labels are whole numbers from 0; number the classes first.`,
      );
    }
  }
  return Int32Array.from(values);
}

function flatRows(
  values: Float32Array | readonly ArrayLike<number>[],
  what: string,
  count: number,
  name: string,
): Float32Array {
  if (values instanceof Float32Array) return values;
  const width = values[0]?.length ?? 0;
  const wrong = values.findIndex((row) => row.length !== width);
  if (wrong >= 0) {
    throw dataError(
      'ragged',
      `${name}: row ${wrong} of ${what} has ${values[wrong].length} numbers, row 0 has ${width}. All rows need the same.`,
    );
  }
  if (values.length !== count) {
    throw dataError('length', `${name}: ${what} has ${values.length} rows, not one for each of ${count}.`);
  }
  const flat = new Float32Array(count * width);
  values.forEach((row, index) => {
    flat.set(row, index * width);
  });
  return flat;
}
