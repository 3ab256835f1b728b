// One weight between the shapes of the two published codes and ours, [inputs, outputs].
import { io, ShapeError } from '@perceptrons/tensor';
import type { PpgnTensor } from './ppgn-tensors';

/** Whose names and shapes a file has: the PyTorch port, or the authors' TensorFlow code. */
export type PpgnFormat = 'torch' | 'tf';

/** A weight of a file in our shape. @throws ShapeError `graph/weight-shape`. */
export function toOurs({ kind, name }: PpgnTensor, format: PpgnFormat, weight: io.WeightArray): io.WeightArray {
  if (kind === 'vector') return weight;
  const flat = kind === 'pairs' ? withoutUnitAxes(name, format, weight) : weight;
  return format === 'torch' ? io.transposeWeight(flat, [1, 0]) : flat;
}

/** A weight of ours in the shape of a file. */
export function toTheirs({ kind }: PpgnTensor, format: PpgnFormat, weight: io.WeightArray): io.WeightArray {
  if (kind === 'vector') return weight;
  const turned = format === 'torch' ? io.transposeWeight(weight, [1, 0]) : weight;
  if (kind === 'rows') return turned;
  const shape = format === 'torch' ? [...turned.shape, 1, 1] : [1, 1, ...turned.shape];
  return { ...turned, shape } as io.WeightArray;
}

// [out, in, 1, 1] in PyTorch, [1, 1, in, out] in TensorFlow.
function withoutUnitAxes(name: string, format: PpgnFormat, weight: io.WeightArray): io.WeightArray {
  const { shape } = weight;
  const units = format === 'torch' ? shape.slice(2) : shape.slice(0, 2);
  if (shape.length === 4 && units.every((size) => size === 1)) {
    return { ...weight, shape: format === 'torch' ? shape.slice(0, 2) : shape.slice(2) } as io.WeightArray;
  }
  const wanted = format === 'torch' ? '[out, in, 1, 1]' : '[1, 1, in, out]';
  throw new ShapeError({
    code: 'graph/weight-shape',
    argument: name,
    message: `[${shape}] is no convolution of 1x1, ${wanted}`,
  });
}
