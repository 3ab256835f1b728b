import type { GraphData } from '../graph-data';

/** Number of triangles (cycles of three vertices) of a graph. */
export function countTriangles({ nodeCount, edges }: GraphData): number {
  const neighbours: Set<number>[] = Array.from({ length: nodeCount }, () => new Set());
  for (let i = 0; i < edges.length; i += 2) {
    neighbours[edges[i]].add(edges[i + 1]);
    neighbours[edges[i + 1]].add(edges[i]);
  }
  let corners = 0;
  for (let i = 0; i < edges.length; i += 2) {
    for (const node of neighbours[edges[i]]) if (neighbours[edges[i + 1]].has(node)) corners++;
  }
  // Each triangle was met at each of its three edges.
  return corners / 3;
}
