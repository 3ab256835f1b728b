import type { GraphData } from '../graph-data';
import { dataError } from '../graph-errors';
import { type GraphContent, graphFromEdges } from './graph-from-edges';

/** Attributes of a vertex or an edge. */
export type Attributes = Record<string, unknown>;

/** What is read of a graph of the library graphology; its `Graph` classes have this form. */
export interface GraphologyGraph {
  /** Number of vertices. */
  readonly order: number;
  forEachNode(callback: (node: string, attributes: Attributes) => void): void;
  forEachEdge(
    callback: (
      edge: string,
      attributes: Attributes,
      source: string,
      target: string,
      sourceAttributes: Attributes,
      targetAttributes: Attributes,
      undirected: boolean,
    ) => void,
  ): void;
}

/** Options of `fromGraphology`. A name reads that attribute; a function computes the value from all of them. */
export interface FromGraphologyOptions {
  /** Class of a vertex, a whole number from 0. */
  nodeLabel?: string | ((attributes: Attributes, node: string) => number);
  /** Features of a vertex. Names read one number each. */
  nodeFeatures?: readonly string[] | ((attributes: Attributes, node: string) => ArrayLike<number>);
  /** Class of an edge, a whole number from 0. */
  edgeLabel?: string | ((attributes: Attributes, edge: string) => number);
  /** Features of an edge. Names read one number each. */
  edgeFeatures?: readonly string[] | ((attributes: Attributes, edge: string) => ArrayLike<number>);
  /** Takes directed edges as undirected ones, several between two vertices once, with the attributes of the first. Default false. */
  symmetrize?: boolean;
  /** How errors call the graph. Default `graph`. */
  name?: string;
}

/**
 * Makes a graph from one of the library graphology. Vertex i is the i-th of `graph.nodes()`, edges come in the order of
 * `graph.edges()`.
 *
 * @throws DataError `graph/directed` for a directed edge without `symmetrize`, `graph/self-loop`,
 * `graph/repeated-edge`, `graph/empty`, `graph/attribute` for an attribute that is no number, `graph/label`,
 * `graph/ragged`.
 */
export function fromGraphology(graph: GraphologyGraph, options: FromGraphologyOptions = {}): GraphData {
  const { symmetrize = false, name = 'graph' } = options;
  const content: GraphContent = {};
  const vertices = new Map<string, number>();
  const nodeLabels: number[] = [];
  const nodeRows: ArrayLike<number>[] = [];
  graph.forEachNode((node, attributes) => {
    vertices.set(node, vertices.size);
    const what = `${name}: vertex ${JSON.stringify(node)}`;
    if (options.nodeLabel) nodeLabels.push(numberOf(options.nodeLabel, attributes, node, what));
    if (options.nodeFeatures) nodeRows.push(rowOf(options.nodeFeatures, attributes, node, what));
  });
  const edges: [number, number][] = [];
  const edgeLabels: number[] = [];
  const edgeRows: ArrayLike<number>[] = [];
  const seen = new Set<string>();
  graph.forEachEdge((edge, attributes, source, target, _, __, undirected) => {
    const what = `${name}: edge ${JSON.stringify(edge)} from ${JSON.stringify(source)} to ${JSON.stringify(target)}`;
    if (!undirected && !symmetrize) {
      throw dataError(
        'directed',
        `${what} is directed. Graphs are undirected; pass { symmetrize: true } to ignore directions.`,
      );
    }
    if (source === target) throw dataError('self-loop', `${what} joins a vertex with itself. Drop it before.`);
    const ends = [vertices.get(source)!, vertices.get(target)!].sort((a, b) => a - b) as [number, number];
    if (seen.has(`${ends}`)) {
      if (!undirected) return;
      throw dataError('repeated-edge', `${what} is not the only one between them. Merge parallel edges before.`);
    }
    seen.add(`${ends}`);
    edges.push(ends);
    if (options.edgeLabel) edgeLabels.push(numberOf(options.edgeLabel, attributes, edge, what));
    if (options.edgeFeatures) edgeRows.push(rowOf(options.edgeFeatures, attributes, edge, what));
  });
  if (options.nodeLabel) content.nodeLabels = nodeLabels;
  if (options.nodeFeatures) content.nodeFeatures = nodeRows;
  if (options.edgeLabel) content.edgeLabels = edgeLabels;
  if (options.edgeFeatures) content.edgeFeatures = edgeRows;
  return graphFromEdges(edges, { ...content, nodeCount: graph.order, name });
}

/** A graph as graphology writes and reads it: `Graph.from(graph)` of graphology takes it. */
export interface SerializedGraph {
  attributes: Attributes;
  options: { type: 'undirected'; multi: false; allowSelfLoops: false };
  nodes: { key: string; attributes: Attributes }[];
  edges: { key: string; source: string; target: string; undirected: true; attributes: Attributes }[];
}

/**
 * Writes a graph for the library graphology: `Graph.from(toGraphology(graph))`.
 *
 * @returns Vertices `'0'`, `'1'`, ... in order, with the attributes `label` (class), `features` and `position` (lists of
 * numbers) as far as the graph has them; edges `'0'`, `'1'`, ... with `label` and `features`; `target` of the graph.
 */
export function toGraphology(graph: GraphData): SerializedGraph {
  const { nodeCount, edges, target } = graph;
  const edgeCount = edges.length / 2;
  return {
    attributes: target === undefined ? {} : { target: typeof target === 'number' ? target : [...target] },
    options: { type: 'undirected', multi: false, allowSelfLoops: false },
    nodes: Array.from({ length: nodeCount }, (_, vertex) => ({
      key: String(vertex),
      attributes: attributesOf(vertex, nodeCount, {
        label: graph.nodeLabels,
        features: graph.nodeFeatures,
        position: graph.positions,
      }),
    })),
    edges: Array.from({ length: edgeCount }, (_, edge) => ({
      key: String(edge),
      source: String(edges[2 * edge]),
      target: String(edges[2 * edge + 1]),
      undirected: true,
      attributes: attributesOf(edge, edgeCount, { label: graph.edgeLabels, features: graph.edgeFeatures }),
    })),
  };
}

function attributesOf(
  index: number,
  count: number,
  { label, ...rows }: { label?: Int32Array; features?: Float32Array; position?: Float32Array },
): Attributes {
  const attributes: Attributes = label ? { label: label[index] } : {};
  for (const [name, values] of Object.entries(rows)) {
    const width = (values?.length ?? 0) / count;
    if (values) attributes[name] = Array.from(values.subarray(index * width, (index + 1) * width));
  }
  return attributes;
}

function numberOf(
  from: string | ((attributes: Attributes, key: string) => number),
  attributes: Attributes,
  key: string,
  what: string,
): number {
  if (typeof from === 'function') return from(attributes, key);
  const value = attributes[from];
  if (typeof value === 'number') return value;
  const attribute = `attribute ${JSON.stringify(from)}`;
  const found = value === undefined ? `no ${attribute}` : `${JSON.stringify(value)} as ${attribute}`;
  throw dataError(
    'attribute',
    `${what} has ${found}. It must be a number; pass a function for others, such as ({ element }) => elements.indexOf(element).`,
  );
}

function rowOf(
  from: readonly string[] | ((attributes: Attributes, key: string) => ArrayLike<number>),
  attributes: Attributes,
  key: string,
  what: string,
): ArrayLike<number> {
  return typeof from === 'function' ? from(attributes, key) : from.map((name) => numberOf(name, attributes, key, what));
}
