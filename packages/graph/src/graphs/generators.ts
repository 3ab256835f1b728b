// Graphs with a name. Every generator starts from vertex 0 and gives the same edges in the same order.

import type { GraphData } from '../graph-data';
import { checkWhole, configError } from '../graph-errors';

/** Path of n vertices, at least 1. @throws ConfigError `graph/size`. */
export function pathGraph(nodeCount: number): GraphData {
  checkWhole(nodeCount, 'nodeCount', 1);
  return fromPairs(
    nodeCount,
    range(nodeCount - 1, (i) => [i, i + 1]),
  );
}

/** Cycle of n vertices, at least 3. @throws ConfigError `graph/size`. */
export function cycleGraph(nodeCount: number): GraphData {
  checkWhole(nodeCount, 'nodeCount', 3);
  return fromPairs(
    nodeCount,
    range(nodeCount, (i) => [i, (i + 1) % nodeCount]),
  );
}

/** Star: vertex 0 joined with `leaves` others, at least 0. @throws ConfigError `graph/size`. */
export function starGraph(leaves: number): GraphData {
  checkWhole(leaves, 'leaves', 0);
  return fromPairs(
    leaves + 1,
    range(leaves, (i) => [0, i + 1]),
  );
}

/** All pairs of n vertices, at least 1. @throws ConfigError `graph/size`. */
export function completeGraph(nodeCount: number): GraphData {
  checkWhole(nodeCount, 'nodeCount', 1);
  return joinWhere(nodeCount, () => true);
}

/**
 * Circular skip link graph: a cycle of n vertices with a chord from every vertex to the one `skip` further. With skip =
 * n / 2 both ends share one chord.
 *
 * @param options.nodeCount n, at least 4.
 * @param options.skip 2 to n - 2. Every vertex has degree 4 (3 with skip = n / 2), so colour refinement tells no two of
 * one size and degree apart.
 * @throws ConfigError `graph/size`, `graph/skip`.
 * Source: Murphy, Srinivasan, Rao, Ribeiro, "Relational pooling for graph representations" (2019), section 5.1.
 */
export function circularSkipLink({ nodeCount, skip }: { nodeCount: number; skip: number }): GraphData {
  checkWhole(nodeCount, 'nodeCount', 4);
  if (!Number.isInteger(skip) || skip < 2 || skip > nodeCount - 2) {
    const advice = `It goes from 2 to ${nodeCount - 2}, for chords that are not edges of the cycle already.`;
    throw configError('skip', 'skip', `skip is ${String(skip)} in a cycle of ${nodeCount} vertices. ${advice}`);
  }
  const cycle = range(nodeCount, (i) => [i, (i + 1) % nodeCount]);
  const chords = range(2 * skip === nodeCount ? skip : nodeCount, (i) => [i, (i + skip) % nodeCount]);
  return fromPairs(nodeCount, [...cycle, ...chords]);
}

/**
 * The 4 x 4 rook's graph: squares of a board, joined in each row and column. Vertex 4 r + c is row r, column c. Strongly
 * regular with parameters (16, 6, 2, 2).
 */
export function rookGraph(): GraphData {
  return joinWhere(16, (a, b) => a >> 2 === b >> 2 || (a & 3) === (b & 3));
}

/**
 * The Shrikhande graph: pairs (r, c) modulo 4, joined when they differ by (0, 1), (1, 0) or (1, 1), up to sign. Vertex
 * 4 r + c. Strongly regular with the parameters of the rook's graph, and not isomorphic with it.
 */
export function shrikhandeGraph(): GraphData {
  const steps = new Set([1, 3, 4, 12, 5, 15]);
  return joinWhere(16, (a, b) => steps.has((((a >> 2) - (b >> 2)) & 3) * 4 + ((a - b) & 3)));
}

function range(count: number, pair: (i: number) => [number, number]): [number, number][] {
  return Array.from({ length: count }, (_, i) => pair(i));
}

function joinWhere(nodeCount: number, joined: (a: number, b: number) => boolean): GraphData {
  const pairs: [number, number][] = [];
  for (let a = 0; a < nodeCount; a++) {
    for (let b = a + 1; b < nodeCount; b++) if (joined(a, b)) pairs.push([a, b]);
  }
  return fromPairs(nodeCount, pairs);
}

function fromPairs(nodeCount: number, pairs: readonly [number, number][]): GraphData {
  return { nodeCount, edges: Int32Array.from(pairs.flat()) };
}
