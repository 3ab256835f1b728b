import { checkGraph, type GraphData } from '../graph-data';

/** A graph as the tests read it. */
export interface WlGraph {
  readonly nodeCount: number;
  /** Label of every vertex; 0 where labels are absent or not to be used. */
  readonly labels: Int32Array;
  /** Neighbours of vertex v: `neighbours[starts[v]]` up to `starts[v + 1]`, with the labels of the edges beside them. */
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  readonly edgeLabels: Int32Array;
}

/** Prepares a graph. @throws DataError of `checkGraph`. */
export function wlGraph(graph: GraphData, useLabels: boolean, name: string): WlGraph {
  checkGraph(graph, name);
  const { nodeCount, edges } = graph;
  const starts = new Int32Array(nodeCount + 1);
  for (const end of edges) starts[end + 1]++;
  for (let v = 0; v < nodeCount; v++) starts[v + 1] += starts[v];
  const neighbours = new Int32Array(edges.length);
  const edgeLabels = new Int32Array(edges.length);
  const next = starts.slice();
  for (let i = 0; i < edges.length; i++) {
    const place = next[edges[i]]++;
    neighbours[place] = edges[i ^ 1];
    if (useLabels && graph.edgeLabels) edgeLabels[place] = graph.edgeLabels[i >> 1];
  }
  const labels = (useLabels && graph.nodeLabels) || new Int32Array(nodeCount);
  return { nodeCount, labels, starts, neighbours, edgeLabels };
}

/** Relation of a vertex to itself in {@link relationMatrix}. */
export const SAME = 0;
/** Relation of two vertices without an edge; an edge with label l is `ADJACENT + l`. */
export const APART = 1;
export const ADJACENT = 2;

/** Relations of all ordered pairs of vertices, [n * n] row by row. */
export function relationMatrix({ nodeCount, starts, neighbours, edgeLabels }: WlGraph): Int32Array {
  const relations = new Int32Array(nodeCount * nodeCount).fill(APART);
  for (let v = 0; v < nodeCount; v++) {
    relations[v * nodeCount + v] = SAME;
    for (let i = starts[v]; i < starts[v + 1]; i++) {
      relations[v * nodeCount + neighbours[i]] = ADJACENT + edgeLabels[i];
    }
  }
  return relations;
}
