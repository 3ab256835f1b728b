import { cycleGraph, toGraph6 } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { readGraphs } from './read-graphs';

const path = 'Ch';

describe('readGraphs', () => {
  it.each([
    ['graph6', 'Ch'],
    ['graph6 with a header', '>>graph6<<Ch\n'],
    ['one edge a line', '0 1\n1 2\n2 3\n'],
    ['edges with hyphens', '0-1, 1-2, 2-3'],
    ['edges in brackets, each in both directions', '(0, 1) (1, 0) (1, 2) (3, 2)'],
    ['edges that count from 1', '1 2\n2 3\n3 4'],
    ['pairs in JSON', '[[0,1],[1,2],[2,3]]'],
    ['a matrix in JSON', '[[0,1,0,0],[1,0,1,0],[0,1,0,1],[0,0,1,0]]'],
    ['rows of a matrix', '0 1 0 0\n1 0 1 0\n0 1 0 1\n0 0 1 0'],
  ])('reads %s', (_, text) => {
    expect(readGraphs(text).map(toGraph6)).toEqual([path]);
  });

  it('reads two graphs, and vertices without edges', () => {
    expect(readGraphs('Ch\nCs\nCh').map(toGraph6)).toEqual(['Ch', 'Cs', 'Ch']);
    expect(readGraphs('0 1\n4')).toMatchObject([{ nodeCount: 5 }]);
  });

  it('takes an edge where either entry is 1 when that is asked for', () => {
    expect(readGraphs('0 1 1\n0 0 1\n1 1 0', true).map(toGraph6)).toEqual(['Bw']);
  });

  it.each([
    ['', 'There is no text'],
    ['hello, world!', 'neither graph6 nor sparse6'],
    ['0 1\n1 2 3', 'Line 2 has 3 numbers'],
    ['0 64', 'has 65 vertices; this page draws up to 64'],
    ['[[0,1],', 'no JSON'],
    ['[1, 2]', 'no list of rows'],
    ['2 2', 'different vertices'],
    ['IhEGGC@', 'It is cut off'],
    ['0 1 1\n0 0 1\n1 1 0', 'entry (0, 1) of the adjacency matrix is 1, entry (1, 0) is 0'],
    ['[[0,-1]]', 'Vertices are whole numbers from 0'],
    ['0 1000000000', 'has 1,000,000,001 vertices'],
    [toGraph6(cycleGraph(500)), 'has 500 vertices; this page draws up to 64'],
    [':~', 'sparse6'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => readGraphs(text)).toThrow(message);
  });
});
