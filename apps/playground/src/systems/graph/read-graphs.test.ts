import { toGraph6 } from '@perceptrons/graph';
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
    expect(readGraphs('Ch\nCs\nCh').map(toGraph6)).toEqual(['Ch', 'Cs']);
    expect(readGraphs('0 1\n4')).toMatchObject([{ nodeCount: 5 }]);
  });

  it.each([
    ['', 'There is no text'],
    ['hello, world!', 'neither graph6 nor sparse6'],
    ['0 1\n1 2 3', 'Line 2 has 3 numbers'],
    ['0 64', 'has 65 vertices; this page draws up to 64'],
    ['[[0,1],', 'no JSON'],
    ['[1, 2]', 'no list of rows'],
    ['2 2', 'different vertices'],
    ['IhEGGC@', 'graph6'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => readGraphs(text)).toThrow(message);
  });
});
