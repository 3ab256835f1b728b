import { ShapeError } from '../errors/perceptrons-error';
import { shapeSize, type WeightArray } from './weight-array';

/**
 * Permutes the axes of a weight array: axis `i` of the result is axis `permutation[i]` of the input.
 *
 * @throws ShapeError `tensor/permutation` unless the permutation names every axis once.
 */
export function transposeWeight<Weight extends WeightArray>(weight: Weight, permutation: readonly number[]): Weight {
  const { shape } = weight;
  const rank = shape.length;
  if (permutation.length !== rank || shape.some((_, axis) => !permutation.includes(axis))) {
    throw new ShapeError({
      code: 'tensor/permutation',
      argument: 'permutation',
      message: `The permutation [${permutation}] does not fit an array of shape [${shape}]. It must name each of the ${rank} axes once.`,
    });
  }
  const resultShape = permutation.map((axis) => shape[axis]);
  const data = weight.data.slice();
  const strides = new Array<number>(rank);
  for (let axis = rank - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  const steps = permutation.map((axis) => strides[axis]);
  const innerSize = rank === 0 ? 1 : resultShape[rank - 1];
  const innerStep = rank === 0 ? 0 : steps[rank - 1];
  const index = new Array<number>(rank).fill(0);
  let from = 0;
  for (let to = 0; to < shapeSize(shape); to += innerSize) {
    for (let i = 0; i < innerSize; i++) data[to + i] = weight.data[from + i * innerStep];
    // Counts up the outer axes, the last of them fastest.
    for (let axis = rank - 2; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < resultShape[axis]) break;
      from -= steps[axis] * resultShape[axis];
      index[axis] = 0;
    }
  }
  return { ...weight, shape: resultShape, data };
}
