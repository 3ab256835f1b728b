import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { adjacencyMatrix } from './adjacency';
import { completeGraph, cycleGraph, pathGraph } from './generators';
import { parseGraph6, toGraph6 } from './graph6';
import { randomGraph } from './random-graph';

const invalid = (code: string, message: string) =>
  expect.objectContaining({ code: `graph/${code}`, message: expect.stringContaining(message) });

describe('parseGraph6', () => {
  it('reads the example of the description of the format', () => {
    expect(parseGraph6('DQc')).toEqual({ nodeCount: 5, edges: Int32Array.of(0, 2, 1, 3, 0, 4, 3, 4) });
  });

  it('passes over the header and white space at the ends', () => {
    expect(parseGraph6('>>graph6<<DQc\r\n')).toEqual(parseGraph6('DQc'));
  });

  it('reads one vertex, and numbers of vertices in four characters', () => {
    expect(parseGraph6('@')).toEqual({ nodeCount: 1, edges: new Int32Array() });
    const graph = parseGraph6(`~?@B${'?'.repeat(Math.ceil((67 * 66) / 12))}`);
    expect(graph).toEqual({ nodeCount: 67, edges: new Int32Array() });
  });

  it.each<[string, string, string, string]>([
    ['nothing', '', 'graph6', 'pair 3: the graph6 text is empty'],
    ['a text that is cut off', 'DQ', 'graph6', 'has 2 characters, and 5 vertices take 3. It is cut off'],
    ['a text that is too long', 'DQcc', 'graph6', 'has 4 characters, and 5 vertices take 3. Something follows'],
    ['a number of vertices that is cut off', '~?@', 'graph6', 'ends after 3 of the 4 characters'],
    ['more than 258047 vertices', '~~?????A', 'graph6', 'starts with ~~, a graph of more than 258047 vertices'],
    ['a graph without vertices', '?', 'empty', 'holds a graph without vertices'],
    ['other characters', 'D c', 'graph6', 'character 1 of the graph6 text is " "'],
    ['bits after the last pair', 'B~', 'graph6', 'has bits after its last pair'],
    ['sparse6', ':Fa@x^', 'graph6', 'starts with :. That is sparse6'],
    ['digraph6', '&DI?AO?', 'graph6', 'starts with &'],
  ])('refuses %s', (_, text, code, message) => {
    expect(() => parseGraph6(text, 'pair 3')).toThrow(invalid(code, message));
  });
});

describe('toGraph6', () => {
  it('writes well-known graphs', () => {
    const texts: [GraphData, string][] = [
      [pathGraph(1), '@'],
      [pathGraph(2), 'A_'],
      [completeGraph(3), 'Bw'],
      [completeGraph(4), 'C~'],
      [pathGraph(4), 'Ch'],
      [cycleGraph(6), 'EhEG'],
      [completeGraph(5), 'D~{'],
    ];
    for (const [graph, text] of texts) expect(toGraph6(graph)).toBe(text);
  });

  it('is the inverse of parseGraph6 for graphs of any size', () => {
    for (const nodeCount of [1, 2, 3, 4, 5, 7, 12, 61, 62, 63, 64, 100]) {
      for (const probability of [0, 0.2, 0.8, 1]) {
        const graph = randomGraph({ nodeCount, probability, key: nodeCount });
        const back = parseGraph6(toGraph6(graph));
        expect(back.nodeCount).toBe(nodeCount);
        expect(adjacencyMatrix(back).join()).toBe(adjacencyMatrix(graph).join());
        expect(toGraph6(back)).toBe(toGraph6(graph));
      }
    }
  });

  it('writes edges in any order and direction alike', () => {
    expect(toGraph6({ nodeCount: 5, edges: Int32Array.of(4, 3, 3, 1, 4, 0, 2, 0) })).toBe('DQc');
  });

  it('refuses what is no graph, and what is too large for a text', () => {
    expect(() => toGraph6({ nodeCount: 2, edges: Int32Array.of(0, 2) })).toThrow(
      invalid('edge-range', 'edge 0 is (0, 2)'),
    );
    const edges = new Int32Array();
    expect(() => toGraph6({ nodeCount: 60_000, edges })).toThrow(
      invalid('graph6', '60000 vertices take 299995004 characters'),
    );
    expect(() => toGraph6({ nodeCount: 258_048, edges })).toThrow(invalid('graph6', 'The graph has 258048 vertices'));
  });
});
