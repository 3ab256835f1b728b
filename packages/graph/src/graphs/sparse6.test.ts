import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { pathGraph } from './generators';
import { toGraph6 } from './graph6';
import { randomGraph } from './random-graph';
import { parseSparse6, toSparse6 } from './sparse6';

const invalid = (code: string, message: string) =>
  expect.objectContaining({ code: `graph/${code}`, message: expect.stringContaining(message) });

// The graph of the description of the format.
const example: GraphData = { nodeCount: 7, edges: Int32Array.of(0, 1, 0, 2, 1, 2, 5, 6) };

describe('parseSparse6', () => {
  it('reads the example of the description of the format', () => {
    expect(parseSparse6(':Fa@x^')).toEqual(example);
    expect(parseSparse6('>>sparse6<<:Fa@x^\n')).toEqual(example);
  });

  it('reads graphs without edges', () => {
    expect(parseSparse6(':@')).toEqual({ nodeCount: 1, edges: new Int32Array() });
    expect(parseSparse6(':~?@c')).toEqual({ nodeCount: 100, edges: new Int32Array() });
  });

  it.each<[string, string, string, string]>([
    ['nothing', '', 'sparse6', 'line 4: the sparse6 text is empty'],
    ['graph6', 'DQc', 'sparse6', 'starts with "D". It starts with a colon; use parseGraph6'],
    ['changes to the graph before', ';Fa@x^', 'sparse6', 'starts with ";"'],
    ['no number of vertices', ':', 'sparse6', 'the sparse6 text is empty'],
    ['a number of vertices that is cut off', ':~?', 'sparse6', 'ends after 2 of the 4 characters'],
    ['a graph without vertices', ':?', 'empty', 'holds a graph without vertices'],
    ['other characters', ':Fa x', 'sparse6', 'character 2 of the sparse6 text is " "'],
    // Bits 0 0, 0 0, ...: vertex 0 with itself.
    ['a loop', ':A?', 'self-loop', 'line 4: edge 0 is (0, 0)'],
    // Bits 1 0, 0 0, ...: the edge of 0 and 1 twice.
    ['an edge twice', ':A_', 'repeated-edge', 'edge 1 is (0, 1), which was there before'],
  ])('refuses %s', (_, text, code, message) => {
    expect(() => parseSparse6(text, 'line 4')).toThrow(invalid(code, message));
  });
});

describe('toSparse6', () => {
  it('writes the example of the description of the format', () => {
    expect(toSparse6(example)).toBe(':Fa@x^');
    expect(toSparse6({ nodeCount: 7, edges: Int32Array.of(6, 5, 2, 1, 2, 0, 1, 0) })).toBe(':Fa@x^');
    expect(toSparse6(pathGraph(1))).toBe(':@');
    expect(toSparse6(pathGraph(2))).toBe(':An');
  });

  it('is the inverse of parseSparse6 for every graph of up to five vertices', () => {
    for (let nodeCount = 1; nodeCount <= 5; nodeCount++) {
      const pairs = pairsOf(nodeCount);
      for (let subset = 0; subset < 2 ** pairs.length; subset++) {
        const edges = Int32Array.from(pairs.filter((_, i) => subset & (1 << i)).flat());
        expect(parseSparse6(toSparse6({ nodeCount, edges }))).toEqual({ nodeCount, edges });
      }
    }
  });

  it('is the inverse of parseSparse6 for graphs of any size, isolated last vertices among them', () => {
    for (const nodeCount of [6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 128, 300]) {
      for (const probability of [0, 0.02, 0.3]) {
        const core = randomGraph({ nodeCount: nodeCount - 1, probability, key: nodeCount });
        for (const count of [nodeCount - 1, nodeCount]) {
          const graph = { ...core, nodeCount: count };
          const back = parseSparse6(toSparse6(graph));
          expect(back.nodeCount).toBe(count);
          expect(toGraph6(back)).toBe(toGraph6(graph));
        }
      }
    }
  });
});

// In the order in which the format holds edges.
function pairsOf(nodeCount: number): number[][] {
  const pairs: number[][] = [];
  for (let j = 1; j < nodeCount; j++) for (let i = 0; i < j; i++) pairs.push([i, j]);
  return pairs;
}
