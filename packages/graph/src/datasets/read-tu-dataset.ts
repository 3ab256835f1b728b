// The text format of the TU Dortmund collection: one folder, one file for each kind of number, vertices numbered through all
// graphs from 1.
import { DataError } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { classesOf } from './class-values';
import { type DirectedRow, joinDirections } from './directed-rows';
import { baseName, findFile, type GraphFiles, missingFile, readText, rowError } from './file-content';
import type { GraphDataset } from './graph-dataset';
import { type NumberRows, type NumberRowsOptions, readNumberRows } from './number-rows';

/** Settings of {@link readTuDataset}. */
export interface TuOptions {
  /** Name of the set, the beginning of its files' names. Default: that of the file that ends in `_A.txt`. */
  name?: string;
  /** Takes an edge that stands in one direction for both, and passes over repeated rows. Default false: errors. */
  symmetrize?: boolean;
  /** What `target` of a graph is. Default: the class where there are graph labels, else the graph attributes. */
  target?: 'labels' | 'attributes';
}

/**
 * Reads a set of graphs in the text format of the TU Dortmund collection: `NAME_A.txt` and `NAME_graph_indicator.txt`, with
 * `NAME_graph_labels.txt` or `NAME_graph_attributes.txt`, and any of `node_labels`, `edge_labels`, `node_attributes`,
 * `edge_attributes`. Other files are passed over.
 *
 * Labels of graphs, vertices and edges become classes from 0 in ascending order of the values in the file, which the result
 * lists. Attributes become features, row by row. Edges stand once, in the order in which they first appear.
 *
 * @param files Text, bytes or sources, by file name.
 * @throws DataError naming file and row (from 1): `graph/missing-file`, `graph/file-row`, `graph/file-length`,
 * `graph/edge-range`, `graph/asymmetric-edge`, `graph/self-loop`, `graph/repeated-edge`, `graph/empty`.
 * Source: Morris et al., "TUDataset: a collection of benchmark datasets for learning with graphs" (2020), file format.
 */
export async function readTuDataset(files: GraphFiles, options: TuOptions = {}): Promise<GraphDataset> {
  const { symmetrize = false } = options;
  const name = options.name ?? nameOf(files);
  const table = async (part: string, settings: Omit<NumberRowsOptions, 'file'> = {}, needed = false) => {
    const file = `${name}_${part}.txt`;
    const content = findFile(files, file);
    if (content !== undefined) return readNumberRows(await readText(content), { file, ...settings });
    if (!needed) return undefined;
    throw missingFile(
      file,
      files,
      `A set in TU format needs ${name}_A.txt, ${name}_graph_indicator.txt and ${name}_graph_labels.txt or ${name}_graph_attributes.txt.`,
    );
  };
  const rows = (await table('A', { columns: 2, integers: true }, true)) as NumberRows;
  const indicator = (await table('graph_indicator', { columns: 1, integers: true }, true)) as NumberRows;
  const places = placesOf(indicator);
  const perNode = { value: indicator.count, of: `vertex of ${indicator.file}` };
  const perEdge = { value: rows.count, of: `row of ${rows.file}` };
  const perGraph = { value: places.sizes.length, of: `graph of ${indicator.file}` };
  const nodeLabels = await table('node_labels', { columns: 1, integers: true, count: perNode });
  const nodeAttributes = await table('node_attributes', { count: perNode });
  const edgeLabels = await table('edge_labels', { columns: 1, integers: true, count: perEdge });
  const edgeAttributes = await table('edge_attributes', { count: perEdge });
  const attributes = await table('graph_attributes', { count: perGraph }, options.target === 'attributes');
  const wantsLabels = options.target !== 'attributes';
  const labels = wantsLabels
    ? await table('graph_labels', { columns: 1, integers: true, count: perGraph }, attributes === undefined)
    : undefined;

  const classes = labels && classesOf(labels.values);
  const nodeClasses = nodeLabels && classesOf(nodeLabels.values);
  const edgeClasses = edgeLabels && classesOf(edgeLabels.values);
  const directed = directedRows(rows, places);
  const agree = (row: number, other: number) =>
    sameRow(edgeLabels, row - 1, other - 1) && sameRow(edgeAttributes, row - 1, other - 1);
  const graphs = places.sizes.map((nodeCount, index): GraphData => {
    const join = { file: rows.file, graph: `graph ${index + 1}`, nodeCount, symmetrize, firstNumber: 1, agree };
    const joined = joinDirections(directed[index], join);
    const nodes = places.nodes[index];
    const edgeRows = joined.rows.map((row) => row - 1);
    return {
      nodeCount,
      edges: joined.edges,
      ...(nodeClasses && { nodeLabels: nodes.map((node) => nodeClasses.classes[node]) }),
      ...(nodeAttributes && { nodeFeatures: pick(nodeAttributes, nodes) }),
      ...(edgeClasses && { edgeLabels: edgeRows.map((row) => edgeClasses.classes[row]) }),
      ...(edgeAttributes && { edgeFeatures: pick(edgeAttributes, edgeRows) }),
      target: classes ? classes.classes[index] : pick(attributes as NumberRows, Int32Array.of(index)),
    };
  });
  return {
    name,
    graphs,
    ...(classes && { classValues: classes.values }),
    ...(nodeClasses && { nodeLabelValues: nodeClasses.values }),
    ...(edgeClasses && { edgeLabelValues: edgeClasses.values }),
  };
}

/** Where every vertex of the file belongs. */
interface Places {
  /** Number of vertices of every graph. */
  sizes: number[];
  /** Graph of every vertex, from 0. */
  graphOf: Int32Array;
  /** Number of every vertex within its graph. */
  within: Int32Array;
  /** Vertices of every graph, in the order of the file. */
  nodes: Int32Array[];
}

function placesOf({ file, values, count }: NumberRows): Places {
  const graphOf = new Int32Array(count);
  const within = new Int32Array(count);
  const lists: number[][] = [];
  for (let node = 0; node < count; node++) {
    const graph = values[node];
    if (graph < 1 || graph > count) {
      throw rowError('file-row', file, node + 1, `the graph is ${graph}. Graphs are numbered from 1 without gaps.`);
    }
    while (lists.length < graph) lists.push([]);
    graphOf[node] = graph - 1;
    within[node] = lists[graph - 1].push(node) - 1;
  }
  const empty = lists.findIndex((list) => list.length === 0);
  if (empty >= 0 || lists.length === 0) {
    throw new DataError({
      code: 'graph/empty',
      message: `${file}: graph ${empty + 1 || 1} has no vertices. Graphs are numbered from 1 without gaps, and each has at least one vertex.`,
    });
  }
  return {
    sizes: lists.map(({ length }) => length),
    graphOf,
    within,
    nodes: lists.map((list) => Int32Array.from(list)),
  };
}

/** The rows of every graph, with vertices numbered within it. */
function directedRows({ file, values, count }: NumberRows, { sizes, graphOf, within }: Places): DirectedRow[][] {
  const directed: DirectedRow[][] = sizes.map(() => []);
  for (let index = 0; index < count; index++) {
    const [from, to] = [values[2 * index], values[2 * index + 1]];
    const edge = `edge (${from}, ${to})`;
    if (Math.min(from, to) < 1 || Math.max(from, to) > graphOf.length) {
      const text = `${edge} leaves the vertices, which are numbered from 1 to ${graphOf.length}.`;
      throw rowError('edge-range', file, index + 1, text);
    }
    const graph = graphOf[from - 1];
    if (graphOf[to - 1] !== graph) {
      const text = `${edge} joins graph ${graph + 1} with graph ${graphOf[to - 1] + 1}. Both ends belong to one graph.`;
      throw rowError('edge-range', file, index + 1, text);
    }
    directed[graph].push({ from: within[from - 1], to: within[to - 1], row: index + 1 });
  }
  return directed;
}

function sameRow(table: NumberRows | undefined, row: number, other: number): boolean {
  if (table === undefined) return true;
  const { columns, values } = table;
  for (let column = 0; column < columns; column++) {
    if (values[row * columns + column] !== values[other * columns + column]) return false;
  }
  return true;
}

function pick({ values, columns }: NumberRows, rows: Int32Array): Float32Array {
  const picked = new Float32Array(rows.length * columns);
  rows.forEach((row, index) => {
    picked.set(values.subarray(row * columns, (row + 1) * columns), index * columns);
  });
  return picked;
}

function nameOf(files: GraphFiles): string {
  const names = Object.keys(files).flatMap((path) => /^(.+)_A\.txt$/.exec(baseName(path))?.[1] ?? []);
  if (names.length === 1) return names[0];
  if (names.length === 0) throw missingFile('NAME_A.txt', files, 'A set in TU format lists its edges there.');
  throw new DataError({
    code: 'graph/several-datasets',
    argument: 'files',
    message: `The files belong to several sets: ${names.join(', ')}. Pass { name } with one of these.`,
  });
}
