// What every layer over vertices shares: its inputs and their checks.
import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Features of vertices and the mask of those that are real. */
export interface VertexInputs {
  /** [batch, n, channels] */
  vertices: tf.Tensor3D;
  /** [batch, n]: 1 for a vertex, 0 for padding. Without it, every graph of the batch has n vertices. */
  mask?: tf.Tensor2D;
}

const layout = '[batch, n, channels]';

const show = (shape: tf.Shape): string => `[${shape.map((size) => size ?? '?').join(', ')}]`;

/**
 * The inputs of a layer over vertices: their features, or a list of them and the mask.
 *
 * @throws ShapeError `graph/vertex-inputs`, `graph/vertex-rank`, `graph/mask-shape`.
 */
export function vertexInputs(layer: string, inputs: tf.Tensor | tf.Tensor[]): VertexInputs {
  const tensors = Array.isArray(inputs) ? inputs : [inputs];
  checkShapes(
    layer,
    tensors.map(({ shape }) => shape),
  );
  const [vertices, mask] = tensors as [tf.Tensor3D, tf.Tensor2D?];
  return mask ? { vertices, mask } : { vertices };
}

/** The shape of the features among the input shapes of a layer. @throws ShapeError as `vertexInputs`. */
export function vertexShape(layer: string, inputShape: tf.Shape | tf.Shape[]): tf.Shape {
  const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
  checkShapes(layer, shapes);
  return shapes[0];
}

/** Throws unless the features have the channels that a layer was built for. */
export function checkVertexChannels(layer: string, vertices: tf.Shape, channels: number): void {
  if (vertices[2] === channels) return;
  throw new ShapeError({
    code: 'graph/vertex-channels',
    argument: 'inputs',
    message: `${layer}: the features have shape ${show(vertices)}, with ${vertices[2]} channels. The layer was built for ${channels}; feed as many, or build another layer.`,
  });
}

/** The channel count of features, which must be known to make weights. @throws ShapeError `graph/vertex-channels`. */
export function knownVertexChannels(layer: string, vertices: tf.Shape): number {
  const channels = vertices[2];
  if (typeof channels === 'number' && channels > 0) return channels;
  throw new ShapeError({
    code: 'graph/vertex-channels',
    argument: 'inputShape',
    message: `${layer}: the features have shape ${show(vertices)}. The number of channels must be known and at least 1 to make weights.`,
  });
}

/** Number of real vertices of each graph as a divisor of sums over them, [batch, 1, 1], at least 1; without a mask n. */
export function vertexDivisor(mask: tf.Tensor2D | undefined, n: number): tf.Tensor | number {
  if (!mask) return Math.max(1, n);
  return tf.tidy(() => tf.expandDims(tf.maximum(tf.sum(mask, 1, true), 1), 2));
}

function checkShapes(layer: string, shapes: readonly tf.Shape[]): void {
  const [vertices, mask] = shapes;
  const fail = (code: string, message: string): never => {
    throw new ShapeError({ code: `graph/${code}`, argument: 'inputs', message: `${layer}: ${message}` });
  };
  if (shapes.length < 1 || shapes.length > 2) {
    fail('vertex-inputs', `got ${shapes.length} tensors. Pass features ${layout}, or them and the mask [batch, n].`);
  }
  if (vertices.length !== 3) {
    fail('vertex-rank', `the features have shape ${show(vertices)}, rank ${vertices.length}. They must be ${layout}.`);
  }
  if (mask && (mask.length !== 2 || differ(mask[0], vertices[0]) || differ(mask[1], vertices[1]))) {
    fail(
      'mask-shape',
      `the mask has shape ${show(mask)} and the features ${show(vertices)}. The mask must be ${show(vertices.slice(0, 2))}: 1 for a vertex, 0 for padding.`,
    );
  }
}

function differ(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b;
}
