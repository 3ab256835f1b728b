import type { GraphData } from '../graph-data';
import { configError, dataError } from '../graph-errors';

/**
 * Puts graphs side by side: the vertices of each follow those of the one before, without edges between them. Labels,
 * features and positions are kept where every graph has them; targets are dropped.
 *
 * @param graphs At least one.
 * @throws ConfigError `graph/no-graphs`; DataError `graph/length` where graphs have different numbers of features.
 */
export function disjointUnion(...graphs: readonly GraphData[]): GraphData {
  if (graphs.length === 0) throw configError('no-graphs', 'graphs', 'disjointUnion got no graph. Give at least one.');
  const edges = new Int32Array(graphs.reduce((sum, graph) => sum + graph.edges.length, 0));
  let nodeCount = 0;
  let written = 0;
  for (const graph of graphs) {
    const first = nodeCount;
    edges.set(
      graph.edges.map((vertex) => vertex + first),
      written,
    );
    written += graph.edges.length;
    nodeCount += graph.nodeCount;
  }
  const union: GraphData = { nodeCount, edges };
  for (const part of ['nodeLabels', 'edgeLabels'] as const) {
    const lists = graphs.map((graph) => graph[part]);
    if (lists.every((list) => list !== undefined)) union[part] = Int32Array.from(lists.flatMap((list) => [...list]));
  }
  for (const part of ['nodeFeatures', 'edgeFeatures', 'positions'] as const) {
    const lists = graphs.map((graph) => graph[part]);
    if (!lists.every((list) => list !== undefined)) continue;
    checkWidths(graphs, part);
    union[part] = Float32Array.from(lists.flatMap((list) => [...list]));
  }
  return union;
}

function checkWidths(graphs: readonly GraphData[], part: 'nodeFeatures' | 'edgeFeatures' | 'positions'): void {
  let first: { width: number; index: number } | undefined;
  graphs.forEach((graph, index) => {
    const rows = part === 'edgeFeatures' ? graph.edges.length / 2 : graph.nodeCount;
    // A graph without edges says nothing about the features of edges.
    if (rows === 0) return;
    const width = (graph[part]?.length ?? 0) / rows;
    first ??= { width, index };
    if (width !== first.width) {
      throw dataError(
        'length',
        `${part} has ${width} numbers a row in graph ${index} and ${first.width} in graph ${first.index}. Graphs of one union need the same.`,
      );
    }
  });
}
