import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { readFolds, readIndexes } from './read-folds';
import { readGinDataset } from './read-gin-dataset';

/** A triangle with a tail, and an isolated vertex. */
const text = '2\n4 1\n5 2 1 2\n5 2 0 2\n3 3 0 1 3\n5 1 2\n1 -1\n3 0\n';

describe('readGinDataset', () => {
  it('reads graphs with their labels and tags as classes from 0', async () => {
    expect(await readGinDataset(text, { name: 'TINY' })).toEqual({
      name: 'TINY',
      classValues: [-1, 1],
      nodeLabelValues: [3, 5],
      graphs: [
        {
          nodeCount: 4,
          edges: Int32Array.of(0, 1, 0, 2, 1, 2, 2, 3),
          nodeLabels: Int32Array.of(1, 1, 0, 1),
          target: 1,
        },
        { nodeCount: 1, edges: new Int32Array(), nodeLabels: Int32Array.of(0), target: 0 },
      ],
    });
  });

  it('takes what follows the neighbours as attributes', async () => {
    const { graphs } = await readGinDataset(new TextEncoder().encode('1\n2 0\n0 1 1 0.5 -2\n0 1 0 1.5 3e-1\n'));
    expect(graphs[0].nodeFeatures).toEqual(Float32Array.of(0.5, -2, 1.5, 0.3));
  });

  it('takes a neighbour that one end lists for both on demand', async () => {
    const { graphs } = await readGinDataset('1\n2 0\n0 1 1\n0 0\n', { symmetrize: true });
    expect(graphs[0].edges).toEqual(Int32Array.of(0, 1));
  });

  it.each([
    ['an empty file', '', 'file-length', 'TINY, row 1: the file ends, expected the number of graphs'],
    [
      'a file that was cut off',
      text.split('\n').slice(0, 5).join('\n'),
      'file-length',
      /row 6: the file ends, expected vertex 3 of graph 0/,
    ],
    ['rows after the end', `${text}1 0\n`, 'file-length', /row 9: there are rows after the last of 2 graphs/],
    ['an empty graph', '1\n0 1\n', 'empty', 'row 2: graph 0 has 0 vertices'],
    ['a head of another length', '1\n2 1 0\n', 'file-row', /row 2: it has 3 numbers, expected 2/],
    ['too few neighbours', '1\n1 0\n0 2 1\n', 'file-row', 'row 3: vertex 0 of graph 0 says 2 neighbours and lists 1'],
    [
      'a neighbour out of range',
      '1\n2 0\n0 1 2\n0 1 0\n',
      'edge-range',
      'row 3: vertex 0 of graph 0 has the neighbour 2',
    ],
    [
      'a neighbour of one end only',
      '1\n2 0\n0 1 1\n0 0\n',
      'asymmetric-edge',
      'row 3: edge (0, 1) of graph 0 has no (1, 0)',
    ],
    ['a neighbour twice', '1\n2 0\n0 2 1 1\n0 1 0\n', 'repeated-edge', 'row 3: edge (0, 1) of graph 0 stands in row 3'],
    ['a loop', '1\n1 0\n0 1 0\n', 'self-loop', 'edge (0, 0) of graph 0'],
    ['a fraction', '1\n1.5 0\n', 'file-row', 'row 2: "1.5" is not a whole number'],
    [
      'attributes of different numbers',
      '1\n2 0\n0 1 1 5\n0 1 0\n',
      'file-row',
      'vertex 1 of graph 0 has 0 attributes, the first vertex 1',
    ],
  ])('refuses %s', async (_, content, code, message) => {
    const reading = readGinDataset(content, { name: 'TINY' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toMatchObject({ code: `graph/${code}` });
    await expect(reading).rejects.toThrow(message);
  });
});

describe('readFolds', () => {
  const files = {
    'fold/train_idx-1.txt': '0\n1\n2\n',
    'fold/test_idx-1.txt': '3\n4\n',
    'fold/train_idx-2.txt': '4\n3\n2\n',
    'fold/test_idx-2.txt': '0\n1',
    'tests_train_split.txt': '0\n',
  };

  it('reads pairs of files in the order of their numbers', async () => {
    expect(await readFolds(files, { graphCount: 5 })).toEqual([
      { train: Int32Array.of(0, 1, 2), test: Int32Array.of(3, 4) },
      { train: Int32Array.of(4, 3, 2), test: Int32Array.of(0, 1) },
    ]);
    expect(await readIndexes('5\n0\n')).toEqual(Int32Array.of(5, 0));
  });

  it.each([
    ['no folds', { 'a.txt': '' }, 'missing-file', 'There is no file train_idx-1.txt. Given: a.txt.'],
    ['a fold without a test', { 'train_idx-1.txt': '0\n' }, 'missing-file', 'There is no file test_idx-1.txt'],
    ['a missing fold', { 'train_idx-2.txt': '0\n', 'test_idx-2.txt': '1\n' }, 'missing-file', 'train_idx-1.txt'],
    [
      'a graph in both',
      { ...files, 'fold/test_idx-2.txt': '4\n' },
      'fold-overlap',
      'Graph 4 stands in train_idx-2.txt and in test_idx-2.txt',
    ],
    [
      'a graph twice',
      { ...files, 'fold/test_idx-1.txt': '3\n3\n' },
      'repeated-index',
      'test_idx-1.txt, row 2: graph 3 stands in row 1',
    ],
    [
      'a graph out of range',
      { ...files, 'fold/test_idx-1.txt': '5\n' },
      'index-range',
      'row 1: the graph is 5. Graphs are numbered from 0 to 4',
    ],
  ])('refuses %s', async (_, bad: Record<string, string>, code, message) => {
    const reading = readFolds(bad, { graphCount: 5 });
    await expect(reading).rejects.toMatchObject({ code: `graph/${code}` });
    await expect(reading).rejects.toThrow(message);
  });
});
