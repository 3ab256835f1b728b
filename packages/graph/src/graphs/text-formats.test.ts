import { describe, expect, it } from 'vitest';
import texts from './__fixtures__/text-formats.json';
import { parseGraph6, toGraph6 } from './graph6';
import { parseSparse6, toSparse6 } from './sparse6';

// Texts of networkx 3.6.1, written by tooling/reference/graph/text_formats.py.
describe('graph6 and sparse6 of another library', () => {
  it.each(texts)('are written and read alike: $name', ({ nodeCount, edges, graph6, sparse6 }) => {
    const graph = { nodeCount, edges: Int32Array.from(edges) };
    expect(toGraph6(graph)).toBe(graph6);
    expect(toSparse6(graph)).toBe(sparse6);
    expect(toGraph6(parseGraph6(graph6))).toBe(graph6);
    expect(toGraph6(parseSparse6(sparse6))).toBe(graph6);
  });
});
