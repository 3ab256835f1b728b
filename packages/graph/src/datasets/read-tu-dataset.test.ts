import { DataError, io } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../graph-data';
import { readTuDataset } from './read-tu-dataset';

/** A triangle with a tail and a single edge: 6 vertices, all kinds of files. */
const small = {
  'TINY_A.txt': '1, 2\n2, 1\n2, 3\n3, 2\n1, 3\n3, 1\n3, 4\n4, 3\n6, 5\n5, 6\n',
  'TINY_graph_indicator.txt': '1\n1\n1\n1\n2\n2\n',
  'TINY_graph_labels.txt': '1\n-1\n',
  'TINY_node_labels.txt': '7\n3\n3\n7\n9\n3\n',
  'TINY_node_attributes.txt': ' 0.5,1\n1.5, 2\n2.5,3\n3.5,4\n4.5,5\n5.5, 6\n',
  'TINY_edge_labels.txt': '4\n4\n2\n2\n4\n4\n2\n2\n4\n4\n',
  'TINY_edge_attributes.txt': '0.1\n0.1\n0.2\n0.2\n0.3\n0.3\n0.4\n0.4\n0.5\n0.5\n',
  'README.txt': 'anything',
};

const refused = async (
  change: Record<string, string | undefined>,
  code: string,
  text: string | RegExp,
  options = {},
) => {
  const files = Object.fromEntries(
    Object.entries({ ...small, ...change }).filter(([, content]) => content !== undefined),
  );
  const reading = readTuDataset(files as Record<string, string>, options);
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toMatchObject({ code: `graph/${code}` });
  await expect(reading).rejects.toThrow(text);
};

describe('readTuDataset', () => {
  it('reads every kind of file, each edge once, and numbers classes from 0', async () => {
    const { name, graphs, classValues, nodeLabelValues, edgeLabelValues } = await readTuDataset(small);
    expect(name).toBe('TINY');
    expect([classValues, nodeLabelValues, edgeLabelValues]).toEqual([
      [-1, 1],
      [3, 7, 9],
      [2, 4],
    ]);
    expect(graphs).toEqual([
      {
        nodeCount: 4,
        edges: Int32Array.of(0, 1, 1, 2, 0, 2, 2, 3),
        nodeLabels: Int32Array.of(1, 0, 0, 1),
        nodeFeatures: Float32Array.of(0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4),
        edgeLabels: Int32Array.of(1, 0, 1, 0),
        edgeFeatures: Float32Array.of(0.1, 0.2, 0.3, 0.4),
        target: 1,
      },
      {
        nodeCount: 2,
        edges: Int32Array.of(1, 0),
        nodeLabels: Int32Array.of(2, 0),
        nodeFeatures: Float32Array.of(4.5, 5, 5.5, 6),
        edgeLabels: Int32Array.of(1),
        edgeFeatures: Float32Array.of(0.5),
        target: 0,
      },
    ]);
    for (const graph of graphs) checkGraph(graph);
  });

  it('reads bytes and sources, in folders, with line ends of Windows', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
    const files = Object.fromEntries(
      Object.entries(small).map(([name, text], index) => [
        `raw/TINY/${name}`,
        index % 2 === 0 ? bytes(text) : io.bytesSource(bytes(text)),
      ]),
    );
    expect(await readTuDataset(files)).toEqual(await readTuDataset(small));
  });

  it('needs no more than edges, graphs and their targets', async () => {
    const { graphs, nodeLabelValues } = await readTuDataset({
      'A_A.txt': '1 2\n2 1\n',
      'A_graph_indicator.txt': '1\n1\n1\n',
      'A_graph_attributes.txt': '0.25, -3\n',
    });
    expect(graphs).toEqual([{ nodeCount: 3, edges: Int32Array.of(0, 1), target: Float32Array.of(0.25, -3) }]);
    expect(nodeLabelValues).toBeUndefined();
  });

  it('takes attributes of graphs as targets on demand, and vertices of graphs in any order', async () => {
    const { graphs, classValues } = await readTuDataset(
      { ...small, 'TINY_graph_attributes.txt': '1.5\n2.5\n' },
      { target: 'attributes' },
    );
    expect(graphs.map(({ target }) => target)).toEqual([Float32Array.of(1.5), Float32Array.of(2.5)]);
    expect(classValues).toBeUndefined();
    const mixed = await readTuDataset({
      'A_A.txt': '1,3\n3,1\n',
      'A_graph_indicator.txt': '1\n2\n1\n',
      'A_graph_labels.txt': '0\n0\n',
      'A_node_labels.txt': '5\n6\n7\n',
    });
    expect(mixed.graphs.map(({ nodeLabels }) => nodeLabels)).toEqual([Int32Array.of(0, 2), Int32Array.of(1)]);
  });

  it('takes one direction for both on demand', async () => {
    const files = { ...small, 'TINY_A.txt': '1, 2\n2, 1\n2, 3\n1, 3\n3, 1\n3, 1\n3, 4\n4, 3\n6, 5\n5, 6\n' };
    const { graphs } = await readTuDataset(files, { symmetrize: true });
    expect(graphs[0].edges).toEqual(Int32Array.of(0, 1, 1, 2, 0, 2, 2, 3));
  });

  it('says which file is missing, and what was given', async () => {
    await refused(
      { 'TINY_A.txt': undefined },
      'missing-file',
      'There is no file NAME_A.txt. Given: TINY_graph_indicator.txt',
    );
    await refused(
      { 'TINY_graph_indicator.txt': undefined },
      'missing-file',
      'There is no file TINY_graph_indicator.txt.',
    );
    await refused({ 'TINY_graph_labels.txt': undefined }, 'missing-file', 'There is no file TINY_graph_labels.txt.');
    await refused({}, 'missing-file', 'There is no file TINY_graph_attributes.txt', { target: 'attributes' });
    await refused({ 'OTHER_A.txt': '' }, 'several-datasets', 'several sets: TINY, OTHER. Pass { name }');
    await expect(readTuDataset({})).rejects.toThrow('Given: no files at all');
  });

  it.each<[string, keyof typeof small, string, string, RegExp]>([
    [
      'an edge in one direction',
      'TINY_A.txt',
      '1, 2\n2, 1\n2, 3\n',
      'asymmetric-edge',
      /TINY_A.txt, row 3: edge \(2, 3\) of graph 1 has no \(3, 2\).*symmetrize: true/,
    ],
    ['a loop', 'TINY_A.txt', '5, 5\n', 'self-loop', /row 1: edge \(1, 1\) of graph 2 joins a vertex with itself/],
    [
      'an edge twice',
      'TINY_A.txt',
      '1, 2\n2, 1\n1, 2\n',
      'repeated-edge',
      /row 3: edge \(1, 2\) of graph 1 stands in row 1 already/,
    ],
    [
      'an edge between graphs',
      'TINY_A.txt',
      '1, 5\n5, 1\n',
      'edge-range',
      /row 1: edge \(1, 5\) joins graph 1 with graph 2/,
    ],
    [
      'a vertex out of range',
      'TINY_A.txt',
      '1, 2\n2, 1\n0, 1\n',
      'edge-range',
      /row 3: edge \(0, 1\) leaves the vertices, which are numbered from 1 to 6/,
    ],
    [
      'three numbers in a row of edges',
      'TINY_A.txt',
      '1, 2\n2, 1, 3\n',
      'file-row',
      /row 2: it has 3 numbers, expected 2/,
    ],
    ['an empty row', 'TINY_A.txt', '1, 2\n\n2, 1\n', 'file-row', /row 2: it is empty/],
    [
      'a word',
      'TINY_node_labels.txt',
      '7\nC\n3\n7\n9\n3\n',
      'file-row',
      /TINY_node_labels.txt, row 2: "C" is not a whole number/,
    ],
    [
      'an attribute that is not finite',
      'TINY_node_attributes.txt',
      '1\n2\nnan\n4\n5\n6\n',
      'file-row',
      /row 3: "nan" is not a finite number/,
    ],
    [
      'too few labels of vertices',
      'TINY_node_labels.txt',
      '7\n3\n',
      'file-length',
      /row 3: the file has 2 rows, expected 6, one for each vertex/,
    ],
    [
      'too many labels of graphs',
      'TINY_graph_labels.txt',
      '1\n1\n1\n',
      'file-length',
      /row 3: the file has 3 rows, expected 2/,
    ],
    ['a gap in the graphs', 'TINY_graph_indicator.txt', '1\n1\n1\n1\n3\n3\n', 'empty', /graph 2 has no vertices/],
    ['graphs numbered from 0', 'TINY_graph_indicator.txt', '0\n0\n0\n0\n1\n1\n', 'file-row', /row 1: the graph is 0/],
    ['no vertices', 'TINY_graph_indicator.txt', '\n', 'empty', /graph 1 has no vertices/],
  ])('refuses %s', async (_, file, content, code, text) => {
    const alone =
      file === 'TINY_A.txt' ? { 'TINY_edge_labels.txt': undefined, 'TINY_edge_attributes.txt': undefined } : {};
    await refused({ ...alone, [file]: content }, code, text);
  });

  it('refuses labels that differ between the directions of an edge', async () => {
    const labels = '4\n2\n2\n2\n4\n4\n2\n2\n4\n4\n';
    await refused(
      { 'TINY_edge_labels.txt': labels },
      'asymmetric-edge',
      /row 1: edge \(1, 2\) of graph 1 has another label.*row 2/,
    );
    const { graphs } = await readTuDataset({ ...small, 'TINY_edge_labels.txt': labels }, { symmetrize: true });
    expect(graphs[0].edgeLabels).toEqual(Int32Array.of(1, 0, 1, 0));
  });
});
