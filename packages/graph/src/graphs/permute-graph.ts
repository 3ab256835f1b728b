import { random } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { checkWhole, configError } from '../graph-errors';

/**
 * Draws an order of the vertices, each equally likely, for `permuteGraph`.
 *
 * @returns [n]: the new number of every vertex.
 * @throws ConfigError `graph/size`.
 */
export function randomPermutation(nodeCount: number, key: random.KeyOrSeed): Int32Array {
  checkWhole(nodeCount, 'nodeCount', 1);
  return random.permutation(key, nodeCount);
}

/**
 * Numbers the vertices of a graph anew: vertex v becomes `permutation[v]`. Labels, features and positions of vertices go
 * along; edges keep their order, and so do their labels and features.
 *
 * @param permutation [n], every number from 0 to n - 1 once.
 * @throws ConfigError `graph/permutation`.
 */
export function permuteGraph(graph: GraphData, permutation: ArrayLike<number>): GraphData {
  const { nodeCount } = graph;
  checkPermutation(permutation, nodeCount);
  const moved: GraphData = { ...graph, edges: graph.edges.map((vertex) => permutation[vertex]) };
  if (graph.nodeLabels) {
    const labels = new Int32Array(nodeCount);
    graph.nodeLabels.forEach((label, vertex) => {
      labels[permutation[vertex]] = label;
    });
    moved.nodeLabels = labels;
  }
  if (graph.nodeFeatures) moved.nodeFeatures = permuteRows(graph.nodeFeatures, permutation);
  if (graph.positions) moved.positions = permuteRows(graph.positions, permutation);
  return moved;
}

function permuteRows(rows: Float32Array, permutation: ArrayLike<number>): Float32Array {
  const width = rows.length / permutation.length;
  const result = new Float32Array(rows.length);
  for (let vertex = 0; vertex < permutation.length; vertex++) {
    result.set(rows.subarray(vertex * width, (vertex + 1) * width), permutation[vertex] * width);
  }
  return result;
}

function checkPermutation(permutation: ArrayLike<number>, nodeCount: number): void {
  if (permutation.length !== nodeCount)
    throw invalidPermutation(`permutation has ${permutation.length} numbers`, nodeCount);
  const seen = new Uint8Array(nodeCount);
  for (let i = 0; i < nodeCount; i++) {
    // What is no vertex is no index of `seen` either.
    if (seen[permutation[i]] !== 0) throw invalidPermutation(`permutation[${i}] is ${permutation[i]}`, nodeCount);
    seen[permutation[i]] = 1;
  }
}

function invalidPermutation(fault: string, nodeCount: number) {
  const advice = `It holds every number from 0 to ${nodeCount - 1} once.`;
  return configError('permutation', 'permutation', `${fault} for a graph of ${nodeCount} vertices. ${advice}`);
}
