// What every layer over vertex pairs shares: its inputs, its checks, and the mask of a padded batch.
import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Arguments that every layer accepts: name, trainable, inputShape, batchInputShape, batchSize, dtype, weights. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** A pair tensor and the mask of the vertices that are real. */
export interface PairInputs {
  /** [batch, n, n, channels]: entry (i, j) of a graph is what is known of the ordered pair of its vertices i and j. */
  pairs: tf.Tensor4D;
  /** [batch, n]: 1 for a vertex, 0 for padding. Without it, every graph of the batch has n vertices. */
  mask?: tf.Tensor2D;
}

const layout = '[batch, n, n, channels]';

const show = (shape: tf.Shape): string => `[${shape.map((size) => size ?? '?').join(', ')}]`;

/**
 * The inputs of a layer over pairs: the pair tensor, or a list of it and the mask.
 *
 * @throws ShapeError `graph/pair-inputs`, `graph/pair-rank`, `graph/pair-square`, `graph/mask-shape`.
 */
export function pairInputs(layer: string, inputs: tf.Tensor | tf.Tensor[]): PairInputs {
  const tensors = Array.isArray(inputs) ? inputs : [inputs];
  checkPairShapes(
    layer,
    tensors.map(({ shape }) => shape),
  );
  const [pairs, mask] = tensors as [tf.Tensor4D, tf.Tensor2D?];
  return mask ? { pairs, mask } : { pairs };
}

/** The shape of the pair tensor among the input shapes of a layer. @throws ShapeError as `pairInputs`. */
export function pairShape(layer: string, inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
  checkPairShapes(layer, shapes);
  return shapes[0];
}

/** The shapes of a pair tensor and, if there is one, of its mask. @throws ShapeError as `pairInputs`. */
export function checkPairShapes(layer: string, shapes: readonly tf.Shape[]): void {
  const [pairs, mask] = shapes;
  const fail = (code: string, message: string): never => {
    throw new ShapeError({ code: `graph/${code}`, argument: 'inputs', message: `${layer}: ${message}` });
  };
  if (shapes.length < 1 || shapes.length > 2) {
    fail('pair-inputs', `got ${shapes.length} tensors. Pass the pair tensor ${layout}, or it and the mask [batch, n].`);
  }
  if (pairs.length !== 4) {
    fail('pair-rank', `the pair tensor has shape ${show(pairs)}, rank ${pairs.length}. It must be ${layout}.`);
  }
  if (differ(pairs[1], pairs[2])) {
    fail(
      'pair-square',
      `the pair tensor has shape ${show(pairs)}. It must be ${layout}, with the same number of vertices twice; pad the batch first.`,
    );
  }
  if (mask && (mask.length !== 2 || differ(mask[0], pairs[0]) || differ(mask[1], pairs[1]))) {
    fail(
      'mask-shape',
      `the mask has shape ${show(mask)} and the pair tensor ${show(pairs)}. The mask must be ${show([pairs[0], pairs[1]])}: 1 for a vertex, 0 for padding.`,
    );
  }
}

/** Throws unless the pair tensor has the channels that a layer was built for. */
export function checkPairChannels(layer: string, pairs: tf.Shape, channels: number): void {
  if (!differ(pairs[3], channels)) return;
  throw new ShapeError({
    code: 'graph/pair-channels',
    argument: 'inputs',
    message: `${layer}: the pair tensor has shape ${show(pairs)}, with ${pairs[3]} channels. The layer was built for ${channels}; encode the graphs as for training, or build the model with inputChannels: ${pairs[3]}.`,
  });
}

/** The channel count of a pair tensor, which must be known to make weights. @throws ShapeError `graph/pair-channels`. */
export function knownChannels(layer: string, pairs: tf.Shape): number {
  const channels = pairs[3];
  if (typeof channels === 'number' && channels > 0) return channels;
  throw new ShapeError({
    code: 'graph/pair-channels',
    argument: 'inputShape',
    message: `${layer}: the pair tensor has shape ${show(pairs)}. The number of channels must be known and at least 1 to make weights.`,
  });
}

function differ(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** W[b, i, j] = u[b, i] u[b, j], [batch, n, n, 1]: 1 where both vertices of a pair are real. */
export function pairMask(mask: tf.Tensor2D): tf.Tensor4D {
  const [batch, n] = mask.shape;
  return tf.mul(tf.reshape(mask, [batch, n, 1, 1]), tf.reshape(mask, [batch, 1, n, 1]));
}

/** Number of real vertices of every graph, [batch], at least 1 also for a graph that is all padding. */
export function vertexCounts(mask: tf.Tensor2D): tf.Tensor1D {
  return tf.maximum(tf.sum(mask, 1), 1);
}

/** Registers a layer class under its className, so that saved models that contain it can be loaded. */
export function registerLayer(layerClass: Parameters<typeof tf.serialization.registerClass>[0]): void {
  tf.serialization.registerClass(layerClass, 'perceptrons');
}
