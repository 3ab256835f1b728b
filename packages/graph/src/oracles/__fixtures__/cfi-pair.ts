import type { GraphData } from '../../graph-data';

/**
 * The two graphs of Cai, Fuerer and Immerman over a base graph: each vertex of the base becomes one vertex for every even
 * subset of its edges, and a pair of vertices for each of its edges; edges of the base join these pairs. In the second
 * graph the join of the first edge is crossed. The graphs are not isomorphic, and the hierarchy of tests needs the higher a
 * k the better the base is connected.
 */
export function cfiPair(base: readonly (readonly [number, number])[]): [GraphData, GraphData] {
  return [cfiGraph(base, false), cfiGraph(base, true)];
}

function cfiGraph(base: readonly (readonly [number, number])[], twisted: boolean): GraphData {
  const edges: number[] = [];
  let nodeCount = 0;
  const vertexCount = Math.max(...base.flat()) + 1;
  // The pair of vertices of every edge of the base at each of its ends.
  const pairs = new Map<string, readonly [number, number]>();
  for (let v = 0; v < vertexCount; v++) {
    const own = base.flatMap((edge, index) => (edge.includes(v) ? [index] : []));
    for (const index of own) pairs.set(`${v} ${index}`, [nodeCount++, nodeCount++]);
    for (let subset = 0; subset < 2 ** own.length; subset++) {
      const inside = own.map((_, i) => (subset >> i) & 1);
      if (inside.reduce((sum, bit) => sum + bit, 0) % 2 === 1) continue;
      const middle = nodeCount++;
      for (const [i, index] of own.entries()) edges.push(middle, pairs.get(`${v} ${index}`)![inside[i]]);
    }
  }
  for (const [index, [u, v]] of base.entries()) {
    const crossed = twisted && index === 0 ? 1 : 0;
    for (const side of [0, 1])
      edges.push(pairs.get(`${u} ${index}`)![side], pairs.get(`${v} ${index}`)![side ^ crossed]);
  }
  return { nodeCount, edges: Int32Array.from(edges) };
}
