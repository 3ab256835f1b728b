import { ConfigError, random } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';

/** What {@link randomRegularGraph} draws. */
export interface RegularGraphOptions {
  nodeCount: number;
  /** Neighbours of every vertex, at least 2. `nodeCount * degree` must be even, and `degree` below `nodeCount`. */
  degree: number;
  key: random.KeyOrSeed;
}

/** Exchanges of two edges for each edge, between two looks at whether the graph is connected. */
const exchangesPerEdge = 20;

/**
 * Draws a connected graph all of whose vertices have the same number of neighbours: from a ring with chords, by exchanging the
 * ends of two random edges many times. Regular graphs of one size and degree look the same to 1-WL.
 *
 * @throws ConfigError `graph/regular-graph` where there is no such graph.
 */
export function randomRegularGraph({ nodeCount, degree, key }: RegularGraphOptions): GraphData {
  const whole = Number.isInteger(nodeCount) && Number.isInteger(degree);
  if (!whole || degree < 2 || degree >= nodeCount || (nodeCount * degree) % 2 !== 0) {
    throw new ConfigError({
      code: 'graph/regular-graph',
      message: `There is no connected graph of ${nodeCount} vertices with ${degree} neighbours each. The degree is a whole number from 2 to below the number of vertices, and their product is even.`,
    });
  }
  const edges = ringWithChords(nodeCount, degree);
  const count = edges.length / 2;
  const present = new Set<number>();
  const number = (a: number, b: number) => Math.min(a, b) * nodeCount + Math.max(a, b);
  for (let edge = 0; edge < count; edge++) present.add(number(edges[2 * edge], edges[2 * edge + 1]));
  const tries = exchangesPerEdge * count;
  const root = random.asKey(key);
  for (let round = 0; ; round++) {
    const draws = random.uniformArray(random.foldIn(root, round), 2 * tries);
    for (let attempt = 0; attempt < tries; attempt++) {
      const first = Math.floor(draws[2 * attempt] * count);
      const second = Math.floor(draws[2 * attempt + 1] * 2 * count);
      // Which end of the second edge is met first is part of the draw.
      const [from, to] = second % 2 === 0 ? [second, second + 1] : [second, second - 1];
      const [a, b, c, d] = [edges[2 * first], edges[2 * first + 1], edges[from], edges[to]];
      if (a === d || c === b || present.has(number(a, d)) || present.has(number(c, b))) continue;
      present.delete(number(a, b));
      present.delete(number(c, d));
      present.add(number(a, d));
      present.add(number(c, b));
      edges[2 * first + 1] = d;
      edges[to] = b;
    }
    if (isConnected(nodeCount, edges)) return { nodeCount, edges };
  }
}

/** Vertices in a ring, each joined with the next `degree / 2`, and with the opposite one where the degree is odd. */
function ringWithChords(nodeCount: number, degree: number): Int32Array {
  const edges: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    for (let step = 1; step <= Math.floor(degree / 2); step++) edges.push(node, (node + step) % nodeCount);
    if (degree % 2 === 1 && node < nodeCount / 2) edges.push(node, node + nodeCount / 2);
  }
  return Int32Array.from(edges);
}

function isConnected(nodeCount: number, edges: Int32Array): boolean {
  const group = Int32Array.from({ length: nodeCount }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (group[root] !== root) root = group[root];
    return root;
  };
  let groups = nodeCount;
  for (let i = 0; i < edges.length; i += 2) {
    const [a, b] = [find(edges[i]), find(edges[i + 1])];
    if (a === b) continue;
    group[a] = b;
    groups--;
  }
  return groups === 1;
}
