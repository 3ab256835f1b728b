import { checkWhole, configError } from '../graph-errors';

/** What a batch of graphs is encoded as. Counts say how many channels each part takes; parts of 0 are left out. */
export interface EncodeOptions {
  /**
   * `separate`: every part has its own channels. `reference-tu`: the normalised adjacency in every channel, with one-hot
   * labels added on the diagonals of all but the first, as the published code encodes the TU data sets. Default `separate`.
   */
  encoding?: 'separate' | 'reference-tu';
  /** A channel with ones on the diagonal, so that pairs of a vertex with itself can be told. Default true for `separate`. */
  includeIdentity?: boolean;
  /**
   * `none`: 1 where an edge is. `symmetric`: an edge between vertices of degrees p and q is 1 / sqrt(p q). Default
   * `none` for `separate`; `reference-tu` is always symmetric.
   */
  normalization?: 'none' | 'symmetric';
  /** Number of classes of vertices; labels are one-hot on the diagonal. Default 0: labels are not encoded. */
  nodeLabelCount?: number;
  /** Number of features of a vertex, on the diagonal. Default 0. */
  nodeFeatureCount?: number;
  /** A channel with the Euclidean distances of all pairs of vertices, from `positions`. Default false. */
  distances?: boolean;
  /** Number of classes of edges; labels are one-hot at both entries of an edge. Default 0. */
  edgeLabelCount?: number;
  /** Number of features of an edge, at both of its entries. Default 0. */
  edgeFeatureCount?: number;
}

/** Where every part of an encoding starts among the channels. Parts that are left out are undefined. */
export interface PairLayout {
  encoding: 'separate' | 'reference-tu';
  symmetric: boolean;
  identity?: number;
  nodeLabels?: number;
  nodeFeatures?: number;
  distances?: number;
  edgeLabels?: number;
  edgeFeatures?: number;
  /** Number of channels. */
  channels: number;
}

/**
 * Number of channels of an encoding. Channel 0 is the adjacency; identity, vertex labels, vertex features, distances,
 * edge labels and edge features follow in this order, as far as they are asked for.
 *
 * @throws ConfigError `graph/size` for a count that is no whole number, `graph/encoding` for parts that `reference-tu`
 * does not have.
 */
export function pairChannels(options: EncodeOptions = {}): number {
  return pairLayout(options).channels;
}

/** The places of all parts. */
export function pairLayout(options: EncodeOptions): PairLayout {
  const { encoding = 'separate', distances = false } = options;
  const counts = {
    nodeLabels: options.nodeLabelCount ?? 0,
    nodeFeatures: options.nodeFeatureCount ?? 0,
    edgeLabels: options.edgeLabelCount ?? 0,
    edgeFeatures: options.edgeFeatureCount ?? 0,
  };
  checkWhole(counts.nodeLabels, 'nodeLabelCount', 0);
  checkWhole(counts.nodeFeatures, 'nodeFeatureCount', 0);
  checkWhole(counts.edgeLabels, 'edgeLabelCount', 0);
  checkWhole(counts.edgeFeatures, 'edgeFeatureCount', 0);
  if (encoding !== 'separate' && encoding !== 'reference-tu') {
    const advice = "Use 'separate' or 'reference-tu'.";
    throw configError('encoding', 'encoding', `encoding is ${JSON.stringify(encoding)}. ${advice}`);
  }
  const { normalization = 'none' } = options;
  if (normalization !== 'none' && normalization !== 'symmetric') {
    const advice = "Use 'none' or 'symmetric'.";
    throw configError('encoding', 'normalization', `normalization is ${JSON.stringify(normalization)}. ${advice}`);
  }
  const reference = encoding === 'reference-tu';
  if (reference) refuseParts(options);
  const layout: PairLayout = {
    encoding,
    symmetric: reference || normalization === 'symmetric',
    channels: 1,
  };
  const place = (count: number): number | undefined => {
    layout.channels += count;
    return count > 0 ? layout.channels - count : undefined;
  };
  layout.identity = place(reference || options.includeIdentity === false ? 0 : 1);
  layout.nodeLabels = place(counts.nodeLabels);
  layout.nodeFeatures = place(counts.nodeFeatures);
  layout.distances = place(distances ? 1 : 0);
  layout.edgeLabels = place(counts.edgeLabels);
  layout.edgeFeatures = place(counts.edgeFeatures);
  return layout;
}

function refuseParts(options: EncodeOptions): void {
  const given = [
    options.includeIdentity && 'includeIdentity',
    options.normalization === 'none' && 'normalization',
    options.nodeFeatureCount && 'nodeFeatureCount',
    options.distances && 'distances',
    options.edgeLabelCount && 'edgeLabelCount',
    options.edgeFeatureCount && 'edgeFeatureCount',
  ].find((name) => typeof name === 'string');
  if (!given) return;
  throw configError(
    'encoding',
    given,
    `${given} is ${JSON.stringify(options[given as keyof EncodeOptions])}, and the encoding 'reference-tu' has the normalised adjacency and vertex labels only. Leave it out, or use 'separate'.`,
  );
}
