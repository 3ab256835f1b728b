import { checkGraph, type GraphData } from '../graph-data';
import { dataError } from '../graph-errors';
import { readNodeCount, sixBits, sixBitText, withoutHeader, writeNodeCount } from './six-bit-text';

/** Beyond this many characters a text is no longer a string in every engine. */
const longestText = 2 ** 28;

/**
 * Reads one graph in graph6: a bit for every pair of vertices, in printable characters.
 *
 * @param text One graph; the header `>>graph6<<` and white space at the ends may be there.
 * @param name How errors call the graph. Default `graph`.
 * @returns The graph; edges are ordered by their larger vertex, then by their smaller one.
 * @throws DataError `graph/graph6` for other characters, a text that is cut off or too long, padding other than 0, or
 * more than 258047 vertices; `graph/empty` without vertices.
 * Source: B. McKay, "Description of graph6, sparse6 and digraph6 encodings".
 */
export function parseGraph6(text: string, name = 'graph'): GraphData {
  const body = withoutHeader(text, 'graph6');
  if (body[0] === ':' || body[0] === ';' || body[0] === '&') {
    const advice =
      body[0] === ':' ? 'That is sparse6: use parseSparse6 or parseGraphList.' : 'Write it as graph6 or sparse6.';
    throw dataError('graph6', `${name}: the graph6 text starts with ${body[0]}. ${advice}`);
  }
  const bits = sixBits(body, 'graph6', name);
  const { nodeCount, length } = readNodeCount(bits, 'graph6', name);
  const pairs = (nodeCount * (nodeCount - 1)) / 2;
  const expected = length + Math.ceil(pairs / 6);
  if (bits.length !== expected) {
    const fault = bits.length < expected ? 'It is cut off' : 'Something follows';
    throw dataError(
      'graph6',
      `${name}: the graph6 text has ${bits.length} characters, and ${nodeCount} vertices take ${expected}. ${fault}; give one whole graph.`,
    );
  }
  const edges: number[] = [];
  let position = 0;
  const next = () => (bits[length + Math.floor(position / 6)] >> (5 - (position++ % 6))) & 1;
  for (let j = 1; j < nodeCount; j++) {
    for (let i = 0; i < j; i++) if (next()) edges.push(i, j);
  }
  while (position % 6) {
    if (next()) {
      throw dataError(
        'graph6',
        `${name}: the graph6 text has bits after its last pair of vertices. The line is damaged.`,
      );
    }
  }
  return { nodeCount, edges: Int32Array.from(edges) };
}

/**
 * Writes a graph in graph6, without header. Labels, features and the order of edges are not part of the format.
 *
 * @throws DataError `graph/graph6` for a graph whose text would be longer than 2^28 characters (about 56,000 vertices),
 * and those of `checkGraph`.
 */
export function toGraph6(graph: GraphData): string {
  checkGraph(graph);
  const { nodeCount, edges } = graph;
  const head = writeNodeCount(nodeCount, 'graph6');
  const size = head.length + Math.ceil((nodeCount * (nodeCount - 1)) / 12);
  if (size > longestText) {
    throw dataError(
      'graph6',
      `${nodeCount} vertices take ${size} characters of graph6. Use toSparse6, whose length follows the edges.`,
    );
  }
  const bits = new Uint8Array(size);
  bits.set(head);
  for (let e = 0; e < edges.length; e += 2) {
    const [i, j] = [Math.min(edges[e], edges[e + 1]), Math.max(edges[e], edges[e + 1])];
    const position = (j * (j - 1)) / 2 + i;
    bits[head.length + Math.floor(position / 6)] |= 1 << (5 - (position % 6));
  }
  return sixBitText(bits);
}
