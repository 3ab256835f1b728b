import { ConfigError, ShapeError } from '../errors/perceptrons-error';
import { transposeWeight } from './transpose-weight';
import type { WeightArray } from './weight-array';

/**
 * Layout changes from PyTorch to TensorFlow.js:
 * - `none`: as it is (biases, flax kernels);
 * - `dense`: [out, in] -> [in, out];
 * - `conv`: [out, in, height, width] -> [height, width, in, out], or [out, in, width] -> [width, in, out];
 * - `depthwise`: [channels, 1, height, width] -> [height, width, channels, 1];
 * - `lstm`: [4 hidden, in] -> [in, 4 hidden]; the gates i, f, g, o already have our order. Biases stay as they are: sum
 *   the two of PyTorch with `combine: 'sum'` in `mapWeights`;
 * - `gruReset`: [3 hidden, in] -> [in, 3 hidden] and biases [3 hidden], with the gates r, z, n reordered to z, r, n. For
 *   cells that apply the reset gate after the recurrent product and keep two biases.
 */
export type WeightTransform = 'none' | 'dense' | 'conv' | 'depthwise' | 'lstm' | 'gruReset';

/** Axis permutations by transform and rank. */
const permutations: Record<WeightTransform, Partial<Record<number, number[]>>> = {
  none: {},
  dense: { 2: [1, 0] },
  conv: { 3: [2, 1, 0], 4: [2, 3, 1, 0] },
  depthwise: { 4: [2, 3, 0, 1] },
  lstm: { 1: [0], 2: [1, 0] },
  gruReset: { 1: [0], 2: [1, 0] },
};

/**
 * Changes the layout of one weight from PyTorch to TensorFlow.js, or back.
 *
 * @param options Settings.
 * @param options.inverse True to go from TensorFlow.js to PyTorch. Default false.
 * @returns A new array; for `none` the same object.
 * @throws ConfigError `tensor/weight-transform` for an unknown transform, ShapeError `tensor/weight-rank` for a shape that it
 *   does not take.
 */
export function transformWeight(
  weight: WeightArray,
  transform: WeightTransform,
  { inverse = false }: { inverse?: boolean } = {},
): WeightArray {
  if (!Object.hasOwn(permutations, transform)) {
    throw new ConfigError({
      code: 'tensor/weight-transform',
      argument: 'transform',
      message: `The weight transform is ${JSON.stringify(transform)}. Accepted are ${Object.keys(permutations).join(', ')}.`,
    });
  }
  if (transform === 'none') return weight;
  const permutation = permutations[transform][weight.shape.length];
  const gates = transform === 'gruReset' ? 3 : transform === 'lstm' ? 4 : 1;
  const gateAxis = inverse ? weight.shape.length - 1 : 0;
  const channelsFit = transform !== 'depthwise' || weight.shape[inverse ? 3 : 1] === 1;
  if (!permutation || weight.shape[gateAxis] % gates !== 0 || !channelsFit) {
    const ranks = Object.keys(permutations[transform]).join(' or ');
    const further =
      gates > 1
        ? ` and ${gates} gates side by side`
        : transform === 'depthwise'
          ? ' and a channel multiplier of 1'
          : '';
    throw new ShapeError({
      code: 'tensor/weight-rank',
      argument: 'weight',
      message: `The weight transform "${transform}" does not fit the shape [${weight.shape}]. It takes rank ${ranks}${further}; use "none" for weights that keep their layout.`,
    });
  }
  if (inverse) {
    const back = permutation.map((_, axis) => permutation.indexOf(axis));
    const turned = transposeWeight(weight, back);
    return transform === 'gruReset' ? swapFirstGates(turned) : turned;
  }
  return transposeWeight(transform === 'gruReset' ? swapFirstGates(weight) : weight, permutation);
}

// Exchanges the first and the second third of the first axis: r, z, n <-> z, r, n.
function swapFirstGates(weight: WeightArray): WeightArray {
  const third = weight.data.length / 3;
  const data = weight.data.slice();
  data.set(weight.data.subarray(third, 2 * third), 0);
  data.set(weight.data.subarray(0, third), third);
  return { ...weight, data } as WeightArray;
}
