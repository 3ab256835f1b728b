import { random } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { checkWhole, configError } from '../graph-errors';

/** Options of `randomGraph`. */
export interface RandomGraphOptions {
  /** Number of vertices, at least 1. */
  nodeCount: number;
  /** Probability of every edge, from 0 to 1. */
  probability: number;
  /** Key or seed; the same one gives the same graph. */
  key: random.KeyOrSeed;
}

/**
 * Draws a graph in which every pair of vertices is an edge with the same probability, independently.
 *
 * @throws ConfigError `graph/size`, `graph/probability`.
 * Source: Gilbert, "Random graphs" (1959).
 */
export function randomGraph({ nodeCount, probability, key }: RandomGraphOptions): GraphData {
  checkWhole(nodeCount, 'nodeCount', 1);
  if (!(probability >= 0 && probability <= 1)) {
    const advice = 'It must be a number from 0 to 1.';
    throw configError('probability', 'probability', `probability is ${String(probability)}. ${advice}`);
  }
  const joined = random.bernoulliArray(key, (nodeCount * (nodeCount - 1)) / 2, { probability });
  const edges: number[] = [];
  let pair = 0;
  for (let j = 1; j < nodeCount; j++) {
    for (let i = 0; i < j; i++) if (joined[pair++]) edges.push(i, j);
  }
  return { nodeCount, edges: Int32Array.from(edges) };
}
