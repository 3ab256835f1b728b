// Which places of a padded tensor count, whatever its axes are.
import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairMask } from '../pair-inputs';

/** Input of a normalisation: values, and 1 at every place that counts. */
export interface MaskedValues {
  /** [batch, features], [batch, n, features] or [batch, n, n, features]. */
  values: tf.Tensor;
  /** The shape of `values` with 1 in the place of `features`; absent when everything counts. */
  places?: tf.Tensor;
}

/**
 * The inputs of a normalisation, x or [x, mask [batch, n]]. For pairs a place counts if both of its vertices do; for one row
 * per graph, if the graph has a vertex.
 *
 * @throws ShapeError `graph/normalization-inputs`.
 */
export function maskedValues(layer: string, inputs: tf.Tensor | tf.Tensor[]): MaskedValues {
  const tensors = Array.isArray(inputs) ? inputs : [inputs];
  checkShapes(
    layer,
    tensors.map(({ shape }) => shape),
  );
  const [values, mask] = tensors as [tf.Tensor, tf.Tensor2D?];
  if (!mask) return { values };
  if (values.rank === 4) return { values, places: pairMask(mask) };
  return { values, places: values.rank === 3 ? tf.expandDims(mask, 2) : tf.max(mask, 1, true) };
}

/** The shape of the values among the input shapes, checked. */
export function valuesShape(layer: string, inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
  checkShapes(layer, shapes);
  return shapes[0];
}

function checkShapes(layer: string, shapes: readonly tf.Shape[]): void {
  const [values, mask] = shapes;
  const differ = (a: number | null, b: number | null): boolean => a !== null && b !== null && a !== b;
  const fits =
    (shapes.length === 1 || shapes.length === 2) &&
    values.length >= 2 &&
    values.length <= 4 &&
    (!mask ||
      (mask.length === 2 &&
        !differ(mask[0], values[0]) &&
        values.slice(1, -1).every((size) => !differ(size, mask[1]))));
  if (fits) return;
  const got = shapes.map((shape) => `[${shape.map((size) => size ?? '?').join(', ')}]`).join(' and ');
  throw new ShapeError({
    code: 'graph/normalization-inputs',
    argument: 'inputs',
    message: `${layer}: got ${got || 'nothing'}. Pass x [batch, features], [batch, n, features] or [batch, n, n, features], alone or in a list with the mask [batch, n].`,
  });
}
