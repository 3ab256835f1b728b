// Dense maps on the channels of every pair, as layers of this package hold them.
import { initializers } from '@perceptrons/layers';
import { dense } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';

type Initializer = initializers.Initializer;

/** Values of one dense map: kernel [inputs, outputs] and bias [outputs]. */
export interface DenseWeights {
  kernel: tf.Tensor2D;
  bias: tf.Tensor1D;
}

/** Variables of one dense map. */
export interface DenseVariables {
  kernel: tf.LayerVariable;
  bias: tf.LayerVariable;
}

/** The protected method by which a layer adds a weight to itself. */
export type AddWeight = (
  name: string,
  shape: tf.Shape,
  dtype: tf.DataType,
  initializer: Initializer,
) => tf.LayerVariable;

/** How the maps of a layer start. */
export interface FirstValues {
  kernelInitializer: initializers.InitializerLike;
  /** Seed of the layer; every weight draws from its own, made from this and its name. */
  seed: number;
}

/** Adds `<name>/kernel` and `<name>/bias` (zeros) to a layer. */
export function addDense(
  add: AddWeight,
  name: string,
  sizes: readonly [inputs: number, outputs: number],
  { kernelInitializer, seed }: FirstValues,
): DenseVariables {
  const kernel = initializers.resolveDistinct(kernelInitializer, seed, `${name}/kernel`);
  return {
    kernel: add(`${name}/kernel`, [...sizes], 'float32', kernel),
    bias: add(`${name}/bias`, [sizes[1]], 'float32', initializers.zeros()),
  };
}

/** Adds the maps `<name>/fc1` to `<name>/fc<depth>` of an MLP to a layer. */
export function addMlp(
  add: AddWeight,
  name: string,
  { inputs, units, depth }: { inputs: number; units: number; depth: number },
  first: FirstValues,
): DenseVariables[] {
  return Array.from({ length: depth }, (_, k) =>
    addDense(add, `${name}fc${k + 1}`, [k === 0 ? inputs : units, units], first),
  );
}

export function readDense({ kernel, bias }: DenseVariables): DenseWeights {
  return { kernel: kernel.read() as tf.Tensor2D, bias: bias.read() as tf.Tensor1D };
}

/** Dense maps one after another on the last axis, with a ReLU after each, also after the last. */
export function runMlp<T extends tf.Tensor>(x: T, maps: readonly DenseWeights[]): T {
  return maps.reduce((values, { kernel, bias }) => dense(values, kernel, bias, { activation: 'relu' }), x);
}
