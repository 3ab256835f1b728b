import { checkGraph, type GraphData } from '../graph-data';
import { dataError } from '../graph-errors';
import { readNodeCount, sixBits, sixBitText, withoutHeader, writeNodeCount } from './six-bit-text';

/**
 * Reads one graph in sparse6: a list of edges in printable characters.
 *
 * @param text One graph; the header `>>sparse6<<` and white space at the ends may be there.
 * @param name How errors call the graph. Default `graph`.
 * @returns The graph; edges in the order of the text, smaller vertex first.
 * @throws DataError `graph/sparse6` for a text that does not start with `:`, other characters, or more than 258047
 * vertices; `graph/empty` without vertices; `graph/self-loop` and `graph/repeated-edge`, which the format allows.
 * Source: B. McKay, "Description of graph6, sparse6 and digraph6 encodings".
 */
export function parseSparse6(text: string, name = 'graph'): GraphData {
  const body = withoutHeader(text, 'sparse6');
  if (body[0] !== ':') {
    const found = body === '' ? 'is empty' : `starts with ${JSON.stringify(body[0])}`;
    throw dataError(
      'sparse6',
      `${name}: the sparse6 text ${found}. It starts with a colon; use parseGraph6 for graph6.`,
    );
  }
  const bits = sixBits(body.slice(1), 'sparse6', name);
  const { nodeCount, length } = readNodeCount(bits, 'sparse6', name);
  const width = vertexBits(nodeCount);
  const end = bits.length * 6;
  let position = length * 6;
  const read = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i++, position++) {
      value = value * 2 + ((bits[Math.floor(position / 6)] >> (5 - (position % 6))) & 1);
    }
    return value;
  };
  const edges: number[] = [];
  let current = 0;
  // What is left of fewer bits than a record, or a vertex beyond the last, is padding.
  while (position + 1 + width <= end) {
    current += read(1);
    const other = read(width);
    if (current >= nodeCount || other >= nodeCount) break;
    if (other > current) current = other;
    else edges.push(other, current);
  }
  const graph = { nodeCount, edges: Int32Array.from(edges) };
  checkGraph(graph, name);
  return graph;
}

/**
 * Writes a graph in sparse6, without header. Labels, features and the order of edges are not part of the format.
 *
 * @throws DataError `graph/sparse6` for more than 258047 vertices, and those of `checkGraph`.
 */
export function toSparse6(graph: GraphData): string {
  checkGraph(graph);
  const { nodeCount, edges } = graph;
  const width = vertexBits(nodeCount);
  const bits: number[] = [];
  const write = (flag: number, vertex: number) => {
    bits.push(flag);
    for (let i = width - 1; i >= 0; i--) bits.push((vertex >> i) & 1);
  };
  let current = 0;
  for (const [small, large] of sortedEdges(edges)) {
    if (large > current + 1) {
      write(1, large);
      write(0, small);
    } else {
      write(large - current, small);
    }
    current = large;
  }
  // Padding of ones would read as a loop at the last vertex where every number of `width` bits is a vertex.
  const padding = (6 - (bits.length % 6)) % 6;
  const looksLikeLoop = width < 6 && nodeCount === 2 ** width && padding >= width && current < nodeCount - 1;
  if (padding > 0) bits.push(looksLikeLoop ? 0 : 1);
  while (bits.length % 6) bits.push(1);
  const head = writeNodeCount(nodeCount, 'sparse6');
  const characters = new Uint8Array(head.length + bits.length / 6);
  characters.set(head);
  bits.forEach((bit, i) => {
    characters[head.length + Math.floor(i / 6)] |= bit << (5 - (i % 6));
  });
  return `:${sixBitText(characters)}`;
}

/** Number of bits of the largest vertex number. */
const vertexBits = (nodeCount: number): number => 32 - Math.clz32(nodeCount - 1);

function sortedEdges(edges: Int32Array): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < edges.length; i += 2) {
    pairs.push([Math.min(edges[i], edges[i + 1]), Math.max(edges[i], edges[i + 1])]);
  }
  return pairs.sort((p, q) => p[1] - q[1] || p[0] - q[0]);
}
