import type * as tf from '@tensorflow/tfjs';
import type { Shape } from './layer-support';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The protected method by which a layer adds a weight to itself. */
export type AddLayerWeight = (
  name: string,
  shape: Shape,
  dtype?: tf.DataType,
  initializer?: Initializer,
) => tf.LayerVariable;

/**
 * Builds a layer that is a part of another one: its weights become weights of the outer layer, named `<part>/<weight>`.
 * They are saved, counted, frozen and disposed of there; the inner layer only uses them.
 *
 * @param add Adds a weight to the outer layer.
 */
export function buildInside(inner: tf.layers.Layer, part: string, inputShape: Shape, add: AddLayerWeight): void {
  const addNamed: AddLayerWeight = (name, ...rest) => add(`${part}/${name}`, ...rest);
  Object.defineProperty(inner, 'addWeight', { value: addNamed });
  inner.build(inputShape);
}
