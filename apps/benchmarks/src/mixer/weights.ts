// Weights and inputs of a case, the same in every process: made from a counter, with exact arithmetic only.
import { type MixerCase, type MixerShape, tokensOf } from './case';

export interface Weight {
  shape: number[];
  data: Float32Array;
}
/** Weights by name. Dense kernels are [in, out]; the stem's rows run over patch row, patch column, channel. */
export type MixerWeights = Map<string, Weight>;

/** Well mixed 32-bit integer of two integers (the finaliser of a common hash). */
export function mix(stream: number, index: number): number {
  let x = (Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Uniform values in [centre - reach, centre + reach), the same for the same stream. */
export function uniform(stream: number, size: number, centre: number, reach: number): Float32Array {
  const data = new Float32Array(size);
  for (let i = 0; i < size; i++) data[i] = centre + reach * (mix(stream, i) / 2 ** 31 - 1);
  return data;
}

type Kind = 'kernel' | 'bias' | 'gamma' | 'beta';

/** Names and shapes of all weights, in the order of the forward pass. */
export function weightShapes(shape: MixerShape): Array<{ name: string; kind: Kind; shape: number[] }> {
  const { channels, patchSize, hiddenDim, tokensDim, channelsDim, blocks, classes } = shape;
  const tokens = tokensOf(shape);
  const dense = (name: string, from: number, to: number) => [
    { name: `${name}.kernel`, kind: 'kernel' as const, shape: [from, to] },
    { name: `${name}.bias`, kind: 'bias' as const, shape: [to] },
  ];
  const norm = (name: string) => [
    { name: `${name}.gamma`, kind: 'gamma' as const, shape: [hiddenDim] },
    { name: `${name}.beta`, kind: 'beta' as const, shape: [hiddenDim] },
  ];
  const block = (name: string) => [
    ...norm(`${name}.norm1`),
    ...dense(`${name}.token1`, tokens, tokensDim),
    ...dense(`${name}.token2`, tokensDim, tokens),
    ...norm(`${name}.norm2`),
    ...dense(`${name}.channel1`, hiddenDim, channelsDim),
    ...dense(`${name}.channel2`, channelsDim, hiddenDim),
  ];
  return [
    ...dense('stem', patchSize ** 2 * channels, hiddenDim),
    ...Array.from({ length: blocks }, (_, index) => block(`blocks.${index}`)).flat(),
    ...norm('norm'),
    ...dense('head', hiddenDim, classes),
  ];
}

export function makeWeights(shape: MixerShape): MixerWeights {
  const weights: MixerWeights = new Map();
  weightShapes(shape).forEach(({ name, kind, shape: dimensions }, stream) => {
    const size = dimensions.reduce((a, b) => a * b, 1);
    const reach = kind === 'kernel' ? Math.sqrt(3 / dimensions[0]) : 0.05;
    weights.set(name, { shape: dimensions, data: uniform(stream, size, kind === 'gamma' ? 1 : 0, reach) });
  });
  return weights;
}

export interface Batch {
  /** [batch, height, width, channels], in [-1, 1). */
  images: Weight;
  /** One class per image. */
  labels: Int32Array;
}

export function makeBatch({ shape, batch }: Pick<MixerCase, 'shape' | 'batch'>): Batch {
  const { imageSize, channels, classes } = shape;
  const dimensions = [batch, imageSize, imageSize, channels];
  const size = dimensions.reduce((a, b) => a * b, 1);
  return {
    images: { shape: dimensions, data: uniform(-2, size, 0, 1) },
    labels: Int32Array.from({ length: batch }, (_, index) => mix(-3, index) % classes),
  };
}

/** The labels as rows of zeros and ones, [batch, classes]. */
export function oneHot(labels: Int32Array, classes: number): Weight {
  const data = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    data[row * classes + label] = 1;
  });
  return { shape: [labels.length, classes], data };
}
