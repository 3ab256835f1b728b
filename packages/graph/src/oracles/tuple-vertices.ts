/** Vertices of tuple number `index`, the last one running fastest. */
export function tupleVertices(index: number, nodeCount: number, k: number): number[] {
  const vertices = new Array<number>(k);
  for (let i = k - 1, rest = index; i >= 0; i--) {
    vertices[i] = rest % nodeCount;
    rest = Math.floor(rest / nodeCount);
  }
  return vertices;
}
