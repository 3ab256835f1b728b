// Rearranging one weight between the shapes of timm, of Flax and of this package.
import { DataError, io } from '@perceptrons/tensor';
import type { PlannedWeight } from './weight-plan';

/** A weight as timm stores it, in our shape. */
export function fromTimm({ layout }: PlannedWeight, weight: io.WeightArray): io.WeightArray {
  if (layout === 'dense') return io.transformWeight(weight, 'dense');
  if (layout === 'conv') return flattenKernel(io.transformWeight(weight, 'conv'));
  return layout === 'affine' ? reshaped(weight, [weight.data.length]) : weight;
}

/** A weight of ours as timm stores it. */
export function toTimm({ layout, shape }: PlannedWeight, patchSize: number, weight: io.WeightArray): io.WeightArray {
  if (layout === 'dense') return io.transformWeight(weight, 'dense', { inverse: true });
  if (layout === 'affine') return reshaped(weight, [1, 1, shape[0]]);
  if (layout === 'same') return weight;
  const image = reshaped(weight, [patchSize, patchSize, shape[0] / patchSize ** 2, shape[1]]);
  return io.transformWeight(image, 'conv', { inverse: true });
}

/** A weight as Flax stores it, in our shape: all but the stem's convolution kernel are alike. */
export function fromFlax({ layout }: PlannedWeight, weight: io.WeightArray): io.WeightArray {
  return layout === 'conv' ? flattenKernel(weight) : weight;
}

/** [height, width, in, out] to [height * width * in, out]. */
function flattenKernel(weight: io.WeightArray): io.WeightArray {
  const outputs = weight.shape[weight.shape.length - 1];
  return weight.shape.length === 4 ? reshaped(weight, [weight.data.length / outputs, outputs]) : weight;
}

function reshaped(weight: io.WeightArray, shape: number[]): io.WeightArray {
  return { ...weight, shape } as io.WeightArray;
}

/** Returns the weight if it holds real numbers; the models here have no others. */
export function requireFloats(name: string, weight: io.WeightArray): io.WeightArray {
  if (weight.dtype === 'float32') return weight;
  throw new DataError({
    code: 'vision/weight-dtype',
    argument: name,
    message: `dtype ${weight.dtype}; accepted are the floating-point types. Convert the tensor before saving`,
  });
}
