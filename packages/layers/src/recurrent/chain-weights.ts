// A chain is one cell that runs along one axis in one direction. What weights it has, and how those of several chains
// lie side by side in one tensor.
import * as tf from '@tensorflow/tfjs';

/** What a weight is for; it decides on the shape and on the first value. */
export type WeightRole = 'kernel' | 'recurrentKernel' | 'bias' | 'gamma' | 'beta';

/** One weight of a chain: kernel [inputs, width], recurrentKernel [units, width], all others [width]. */
export interface ChainWeight {
  name: string;
  role: WeightRole;
  width: number;
}

/** The weights of one chain, or of several that are packed, by their names. */
export type ChainTensors = Record<string, tf.Tensor>;

/** How many biases a cell has: none, one as in Keras, or two as in PyTorch. */
export type BiasCount = 0 | 1 | 2;

/** The weights of a cell with `gates` gates side by side. */
export function gatedWeights(gates: number, units: number, biases: BiasCount): ChainWeight[] {
  const width = gates * units;
  const all: ChainWeight[] = [
    { name: 'kernel', role: 'kernel', width },
    { name: 'recurrentKernel', role: 'recurrentKernel', width },
    { name: 'bias', role: 'bias', width },
    { name: 'recurrentBias', role: 'bias', width },
  ];
  return all.slice(0, 2 + biases);
}

/** Shape of one weight of one chain. */
export function chainShape({ role, width }: ChainWeight, inputs: number, units: number): number[] {
  if (role === 'kernel') return [inputs, width];
  return role === 'recurrentKernel' ? [units, width] : [width];
}

/** Shape of one weight of several chains: the recurrent kernels on top of each other, all else side by side. */
export function packedShape(weight: ChainWeight, inputs: number, units: number, chains: number): number[] {
  const shape = chainShape(weight, inputs, units);
  if (weight.role === 'recurrentKernel') return [chains, ...shape];
  return [...shape.slice(0, -1), chains * weight.width];
}

/** Puts the values of one weight of several chains into one tensor. */
export function packChains({ role }: ChainWeight, parts: tf.Tensor[]): tf.Tensor {
  if (role === 'recurrentKernel') return tf.stack(parts);
  return tf.concat(parts, parts[0].rank - 1);
}

/** The weights of `count` neighbouring chains out of packed ones. */
export function selectChains(
  packed: ChainTensors,
  weights: readonly ChainWeight[],
  first: number,
  count: number,
): ChainTensors {
  const select = ({ name, role, width }: ChainWeight): tf.Tensor => {
    const all = packed[name];
    if (role === 'recurrentKernel') return tf.slice(all, [first, 0, 0], [count, -1, -1]);
    if (role === 'kernel') return tf.slice(all, [0, first * width], [-1, count * width]);
    return tf.slice(all, [first * width], [count * width]);
  };
  return Object.fromEntries(weights.map((weight) => [weight.name, select(weight)]));
}

/** The weights of one chain out of packed ones. */
export function chainOf(packed: ChainTensors, weights: readonly ChainWeight[], chain: number): ChainTensors {
  const own = selectChains(packed, weights, chain, 1);
  return Object.fromEntries(
    weights.map(({ name, role, width }) => {
      const tensor = own[name];
      return [name, role === 'recurrentKernel' ? tf.reshape(tensor, [-1, width]) : tensor];
    }),
  );
}
