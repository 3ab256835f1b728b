import { DataError } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';
import { classesOf } from './class-values';
import { type DirectedRow, joinDirections } from './directed-rows';
import { type FileContent, readText, rowError } from './file-content';
import type { GraphDataset } from './graph-dataset';
import { numberOf } from './number-rows';

/** Settings of {@link readGinDataset}. */
export interface GinOptions {
  /** Name of the set, also for messages. Default `graphs`. */
  name?: string;
  /** Takes an edge that one end lists for both, and passes over repeated neighbours. Default false: errors. */
  symmetrize?: boolean;
}

interface Node {
  tag: number;
  attributes: number[];
}

/**
 * Reads a set of graphs in one text file: the number of graphs; for each graph a line `vertices label`, then a line for each
 * vertex, `tag degree neighbours...` with neighbours numbered from 0, and attributes of the vertex after them, if any.
 *
 * Labels and tags become classes from 0 in ascending order, attributes become features.
 *
 * @throws DataError naming the row (from 1): `graph/file-row`, `graph/file-length`, `graph/edge-range`,
 * `graph/asymmetric-edge`, `graph/self-loop`, `graph/repeated-edge`, `graph/empty`.
 * Source: the file format of Xu et al., "How powerful are graph neural networks?" (2019), in which the data of Maron et al.
 * 2019 are distributed.
 */
export async function readGinDataset(content: FileContent, options: GinOptions = {}): Promise<GraphDataset> {
  const { name: file = 'graphs', symmetrize = false } = options;
  const text = (await readText(content)).trimEnd();
  const lines = text === '' ? [] : text.split('\n');
  let line = 0;
  const next = (what: string): string[] => {
    if (line >= lines.length) {
      throw rowError('file-length', file, line + 1, `the file ends, expected ${what}. It may have been cut off.`);
    }
    return lines[line++].trim().split(/\s+/);
  };
  const whole = (cell: string) => numberOf(cell, true, file, line);

  const [count] = exactly(next('the number of graphs'), 1, 'the number of graphs').map(whole);
  const labels: number[] = [];
  const graphs: GraphData[] = [];
  const nodes: Node[][] = [];
  for (let graph = 0; graph < count; graph++) {
    const head = `the line "vertices label" of graph ${graph}`;
    const [nodeCount, label] = exactly(next(head), 2, head).map(whole);
    if (nodeCount < 1) {
      throw rowError('empty', file, line, `graph ${graph} has ${nodeCount} vertices. It needs at least 1.`);
    }
    labels.push(label);
    const own: Node[] = [];
    const directed: DirectedRow[] = [];
    for (let node = 0; node < nodeCount; node++) own.push(readNode(graph, node, nodeCount, directed));
    nodes.push(own);
    const join = { file, graph: `graph ${graph}`, nodeCount, symmetrize, firstNumber: 0 };
    graphs.push({ nodeCount, edges: joinDirections(directed, join).edges });
  }
  if (line < lines.length) {
    const extra = `there are rows after the last of ${count} graphs, the number in row 1.`;
    throw rowError('file-length', file, line + 1, extra);
  }
  return complete(file, graphs, labels, nodes);

  function exactly(cells: string[], wanted: number, what: string): string[] {
    if (cells.length === wanted) return cells;
    throw rowError('file-row', file, line, `it has ${cells.length} numbers, expected ${wanted}: ${what}.`);
  }

  function readNode(graph: number, node: number, nodeCount: number, directed: DirectedRow[]): Node {
    const [tag, degree, ...others] = next(`vertex ${node} of graph ${graph}`);
    const neighbours = whole(degree ?? '');
    if (neighbours < 0 || neighbours > others.length) {
      const text = `vertex ${node} of graph ${graph} says ${neighbours} neighbours and lists ${others.length}.`;
      throw rowError('file-row', file, line, text);
    }
    for (const cell of others.slice(0, neighbours)) {
      const to = whole(cell);
      if (to < 0 || to >= nodeCount) {
        const text = `vertex ${node} of graph ${graph} has the neighbour ${to}. Vertices are numbered from 0 to ${nodeCount - 1}.`;
        throw rowError('edge-range', file, line, text);
      }
      directed.push({ from: node, to, row: line });
    }
    const attributes = others.slice(neighbours).map((cell) => numberOf(cell, false, file, line));
    return { tag: whole(tag), attributes };
  }
}

/** Turns labels and tags into classes and attributes into features. */
function complete(name: string, graphs: GraphData[], labels: number[], nodes: Node[][]): GraphDataset {
  const classes = classesOf(labels);
  const tags = classesOf(nodes.flatMap((own) => own.map(({ tag }) => tag)));
  const attributes = nodes[0]?.[0].attributes.length ?? 0;
  let first = 0;
  graphs.forEach((graph, index) => {
    const own = nodes[index];
    const odd = own.find((node) => node.attributes.length !== attributes);
    if (odd !== undefined) {
      throw new DataError({
        code: 'graph/file-row',
        message: `${name}: vertex ${own.indexOf(odd)} of graph ${index} has ${odd.attributes.length} attributes, the first vertex ${attributes}. All vertices have the same number.`,
      });
    }
    graph.target = classes.classes[index];
    graph.nodeLabels = tags.classes.slice(first, first + own.length);
    if (attributes > 0) graph.nodeFeatures = Float32Array.from(own.flatMap((node) => node.attributes));
    first += own.length;
  });
  return { name, graphs, classValues: classes.values, nodeLabelValues: tags.values };
}
