import { checkGraph, type GraphData } from '../graph-data';
import { checkWhole, configError, dataError } from '../graph-errors';
import { type EncodeOptions, type PairLayout, pairLayout } from './encode-options';
import { checkPairBytes } from './pair-bytes';

/** Options of `encodeGraphs` and `encodePairs`. */
export interface EncodePairsOptions extends EncodeOptions {
  /** Number of vertices N to pad to. Default: that of the largest graph. */
  padTo?: number;
  /** Widest layer of the network that the batch is for: its tensors are checked against `maxBytes` too. Default 0. */
  modelWidth?: number;
  /** Largest tensor, in bytes. Default 1 GiB. */
  maxBytes?: number;
  /** Number of every graph in its data set, which errors name. Default: its place in the list. */
  numbers?: readonly number[];
}

/** A batch of graphs as plain numbers. */
export interface EncodedPairs {
  /** [B, N, N, C]. */
  values: Float32Array;
  /** [B, N]. */
  mask: Float32Array;
  /** [B, N, N, C]. */
  shape: [number, number, number, number];
}

/** The numbers of `encodeGraphs` without tensors, for workers and other engines. */
export function encodePairs(graphs: readonly GraphData[], options: EncodePairsOptions = {}): EncodedPairs {
  const layout = pairLayout(options);
  const { modelWidth = 0, maxBytes = 2 ** 30 } = options;
  checkWhole(modelWidth, 'modelWidth', 0);
  checkBudget(maxBytes);
  for (const [index, graph] of graphs.entries()) checkGraph(graph, nameOf(index, graphs, options));
  const side = sideOf(graphs, options.padTo);
  const { channels } = layout;
  const size = { graphs: graphs.length, nodeCount: side };
  checkPairBytes({ ...size, channels }, maxBytes, 'The encoded graphs');
  if (modelWidth > channels) {
    checkPairBytes({ ...size, channels: modelWidth }, maxBytes, `A layer of width ${modelWidth} on the encoded graphs`);
  }
  const values = new Float32Array(graphs.length * side * side * channels);
  const mask = new Float32Array(graphs.length * side);
  graphs.forEach((graph, index) => {
    const name = nameOf(index, graphs, options);
    mask.fill(1, index * side, index * side + graph.nodeCount);
    const own = values.subarray(index * side * side * channels, (index + 1) * side * side * channels);
    writeGraph({ graph, name, own, side, layout, options });
  });
  return { values, mask, shape: [graphs.length, side, side, channels] };
}

function nameOf(index: number, graphs: readonly GraphData[], { numbers }: EncodePairsOptions): string {
  if (numbers) return `graph ${numbers[index]}`;
  return graphs.length === 1 ? 'graph' : `graph ${index}`;
}

function checkBudget(maxBytes: number): void {
  if (maxBytes > 0) return;
  throw configError('size', 'maxBytes', `maxBytes is ${String(maxBytes)}. It must be a positive number of bytes.`);
}

function sideOf(graphs: readonly GraphData[], padTo: number | undefined): number {
  if (graphs.length === 0) throw configError('no-graphs', 'graphs', 'The list of graphs is empty. Give at least one.');
  const largest = graphs.reduce((most, { nodeCount }) => Math.max(most, nodeCount), 1);
  if (padTo === undefined) return largest;
  checkWhole(padTo, 'padTo', 1);
  if (padTo >= largest) return padTo;
  throw configError(
    'size',
    'padTo',
    `padTo is ${padTo}, and the largest graph has ${largest} vertices. Pad to at least that.`,
  );
}

interface Target {
  graph: GraphData;
  name: string;
  /** [N, N, C] of this graph. */
  own: Float32Array;
  side: number;
  layout: PairLayout;
  options: EncodeOptions;
}

function writeGraph(target: Target): void {
  const { graph, own, side, layout } = target;
  const { channels } = layout;
  const diagonal = (side + 1) * channels;
  writeAdjacency(target);
  if (layout.identity !== undefined) {
    for (let i = 0; i < graph.nodeCount; i++) own[i * diagonal + layout.identity] = 1;
  }
  if (layout.nodeLabels !== undefined) {
    const labels = wanted(graph.nodeLabels, 'nodeLabels', 'nodeLabelCount', target);
    const count = target.options.nodeLabelCount!;
    for (let i = 0; i < graph.nodeCount; i++) {
      own[i * diagonal + layout.nodeLabels + checkedLabel(labels[i], i, count, 'nodeLabel', target)] += 1;
    }
  }
  if (layout.nodeFeatures !== undefined) {
    const count = target.options.nodeFeatureCount!;
    const features = wanted(graph.nodeFeatures, 'nodeFeatures', 'nodeFeatureCount', target);
    checkFeatures(features, 'nodeFeatures', graph.nodeCount, count, target);
    for (let i = 0; i < graph.nodeCount; i++) {
      own.set(features.subarray(i * count, (i + 1) * count), i * diagonal + layout.nodeFeatures);
    }
  }
  if (layout.distances !== undefined) writeDistances(target, layout.distances);
  writeEdges(target);
}

/** Channel 0 (all channels of `reference-tu`) at both entries of every edge. */
function writeAdjacency({ graph: { nodeCount, edges }, own, side, layout }: Target): void {
  const { channels, symmetric } = layout;
  const inverseRoot = new Float64Array(nodeCount);
  if (symmetric) {
    for (const vertex of edges) inverseRoot[vertex] += 1;
    for (let i = 0; i < nodeCount; i++) inverseRoot[i] = inverseRoot[i] > 0 ? 1 / Math.sqrt(inverseRoot[i]) : 0;
  }
  const filled = layout.encoding === 'reference-tu' ? channels : 1;
  for (let e = 0; e < edges.length; e += 2) {
    const [i, j] = [edges[e], edges[e + 1]];
    const value = symmetric ? inverseRoot[i] * inverseRoot[j] : 1;
    const [there, back] = [(i * side + j) * channels, (j * side + i) * channels];
    for (let c = 0; c < filled; c++) {
      own[there + c] = value;
      own[back + c] = value;
    }
  }
}

function writeDistances(target: Target, channel: number): void {
  const { graph, own, side, layout } = target;
  const positions = wanted(graph.positions, 'positions', 'distances', target);
  checkFinite(positions, 'positions', target.name);
  for (let i = 0; i < graph.nodeCount; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(
        positions[3 * i] - positions[3 * j],
        positions[3 * i + 1] - positions[3 * j + 1],
        positions[3 * i + 2] - positions[3 * j + 2],
      );
      own[(i * side + j) * layout.channels + channel] = distance;
      own[(j * side + i) * layout.channels + channel] = distance;
    }
  }
}

function writeEdges(target: Target): void {
  const { graph, own, side, layout, options } = target;
  const { edges } = graph;
  // Both entries of edge e start here.
  const places = (e: number) => [
    (edges[2 * e] * side + edges[2 * e + 1]) * layout.channels,
    (edges[2 * e + 1] * side + edges[2 * e]) * layout.channels,
  ];
  // A graph without edges needs neither labels nor features of edges.
  if (edges.length === 0) return;
  if (layout.edgeLabels !== undefined) {
    const labels = wanted(graph.edgeLabels, 'edgeLabels', 'edgeLabelCount', target);
    labels.forEach((label, e) => {
      const channel = layout.edgeLabels! + checkedLabel(label, e, options.edgeLabelCount!, 'edgeLabel', target);
      for (const place of places(e)) own[place + channel] = 1;
    });
  }
  if (layout.edgeFeatures !== undefined) {
    const count = options.edgeFeatureCount!;
    const features = wanted(graph.edgeFeatures, 'edgeFeatures', 'edgeFeatureCount', target);
    checkFeatures(features, 'edgeFeatures', edges.length / 2, count, target);
    for (let e = 0; e < edges.length / 2; e++) {
      const row = features.subarray(e * count, (e + 1) * count);
      for (const place of places(e)) own.set(row, place + layout.edgeFeatures);
    }
  }
}

function wanted<T>(values: T | undefined, what: string, option: string, { name }: Target): T {
  if (values !== undefined) return values;
  throw dataError('missing', `${name} has no ${what}, and ${option} asks for them. Give them, or leave ${option} out.`);
}

function checkedLabel(label: number, index: number, count: number, what: string, { name }: Target): number {
  if (label >= 0 && label < count) return label;
  throw dataError(
    'label',
    `${name}: ${what}s[${index}] is ${label}, and ${what}Count is ${count}. Labels go from 0 to ${count - 1}; raise ${what}Count or number the classes anew.`,
  );
}

function checkFeatures(values: Float32Array, what: string, rows: number, count: number, { name }: Target): void {
  if (values.length !== rows * count) {
    const option = what === 'nodeFeatures' ? 'nodeFeatureCount' : 'edgeFeatureCount';
    throw dataError(
      'features',
      `${name}: ${what} has ${values.length / rows} numbers a row, and ${option} is ${count}. Set it to the number of features.`,
    );
  }
  checkFinite(values, what, name);
}

function checkFinite(values: Float32Array, what: string, name: string): void {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw dataError('features', `${name}: ${what}[${wrong}] is ${values[wrong]}. Replace what is missing before.`);
  }
}
