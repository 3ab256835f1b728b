// What every layer file shares: the types that TensorFlow.js does not export by name, and the checks at the entrance.
import { type Activation, ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Arguments that every layer accepts: name, trainable, inputShape, batchInputShape, batchSize, dtype, weights. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** A size list in which null stands for a size that is not known yet, such as the batch. */
export type Shape = tf.Shape;

/** Options of a call; `training` is true inside training steps only. */
export type CallOptions = Record<string, unknown>;

/** The one input of a layer that takes one input. */
export function onlyInput(layer: string, inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (!Array.isArray(inputs)) return inputs;
  if (inputs.length === 1) return inputs[0];
  throw new ShapeError({
    code: 'layers/input-count',
    argument: 'inputs',
    message: `Layer ${layer} received ${inputs.length} tensors. It accepts one; apply it to each tensor by itself.`,
  });
}

/** The one input shape of a layer that takes one input. */
export function onlyShape(layer: string, shape: Shape | Shape[]): Shape {
  if (!Array.isArray(shape[0])) return shape as Shape;
  if (shape.length === 1) return shape[0];
  throw new ShapeError({
    code: 'layers/input-count',
    argument: 'inputShape',
    message: `Layer ${layer} received ${shape.length} tensors. It accepts one; apply it to each tensor by itself.`,
  });
}

export function showShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/** Throws unless the input has one of the ranks. `layout` names its axes, for example `[batch, tokens, channels]`. */
export function checkRank(layer: string, shape: Shape, ranks: number[], layout: string): void {
  if (ranks.includes(shape.length)) return;
  throw new ShapeError({
    code: 'layers/input-rank',
    argument: 'inputs',
    message: `The input of layer ${layer} has shape ${showShape(shape)}, rank ${shape.length}. It must have rank ${ranks.join(' or ')}: ${layout}. Reshape the input first.`,
  });
}

/** Throws unless the size of one axis is known, as it must be when weights are made. Returns the size. */
export function knownSize(layer: string, shape: Shape, axis: number, meaning: string): number {
  const size = shape[axis < 0 ? axis + shape.length : axis];
  if (typeof size === 'number' && size > 0) return size;
  throw new ShapeError({
    code: 'layers/unknown-size',
    argument: 'inputShape',
    message: `Layer ${layer} needs the ${meaning} of its input to make its weights, and received shape ${showShape(shape)}. Give the input a fixed size there, for example with tf.input({ shape: [...] }).`,
  });
}

/** Throws when the size of an axis differs from the size that the weights were made for. */
export function checkSize(layer: string, shape: Shape, axis: number, expected: number, meaning: string): void {
  const size = shape[axis < 0 ? axis + shape.length : axis];
  if (size === expected || size === null) return;
  throw new ShapeError({
    code: 'layers/input-size',
    argument: 'inputs',
    message: `The input of layer ${layer} has shape ${showShape(shape)}, with ${size} as its ${meaning}. The layer was built for ${expected}; feed inputs of that size, or build another layer.`,
  });
}

/** Throws unless `value` is a whole number of at least 1. Returns it. */
export function positiveInteger(layer: string, argument: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw new ConfigError({
    code: 'layers/not-a-count',
    argument,
    message: `${argument} of ${layer} is ${String(value)}. It must be a whole number of at least 1.`,
  });
}

/** Throws unless `value` is a number in [0, 1). Returns it. */
export function dropRate(layer: string, argument: string, value: unknown, inclusive = false): number {
  if (typeof value === 'number' && value >= 0 && (value < 1 || (inclusive && value === 1))) return value;
  throw new ConfigError({
    code: 'layers/not-a-rate',
    argument,
    message: `${argument} of ${layer} is ${String(value)}. It must be a probability from 0 to 1${inclusive ? '' : ', below 1'}.`,
  });
}

/** Throws unless `value` is a number above 0. Returns it. */
export function positiveNumber(layer: string, argument: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new ConfigError({
    code: 'layers/not-positive',
    argument,
    message: `${argument} of ${layer} is ${String(value)}. It must be a finite number above 0.`,
  });
}

/** Throws unless `value` is a number of at least 0. Returns it. */
export function notNegative(layer: string, argument: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new ConfigError({
    code: 'layers/negative',
    argument,
    message: `${argument} of ${layer} is ${String(value)}. It must be a finite number of at least 0.`,
  });
}

/** Throws unless `value` is one of the choices. Returns it. */
export function oneOf<T extends string | number>(
  layer: string,
  argument: string,
  value: unknown,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new ConfigError({
    code: 'layers/unknown-choice',
    argument,
    message: `${argument} of ${layer} is ${JSON.stringify(value) ?? String(value)}. It must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`,
  });
}

/** Reads an activation name. `geluNew` is what the JSON form of a saved model makes of `gelu_new`. */
export function activationName(layer: string, value: unknown): Activation {
  const name = value === 'geluNew' ? 'gelu_new' : value;
  return oneOf(layer, 'activation', name, ['linear', 'relu', 'gelu', 'gelu_new']);
}

/** True in a training call. */
export function isTraining(options: CallOptions | undefined): boolean {
  return Boolean(options?.training);
}

/** Registers a layer class under its className, so that saved models that contain it can be loaded. */
export function registerLayer(layerClass: Parameters<typeof tf.serialization.registerClass>[0]): void {
  tf.serialization.registerClass(layerClass, 'perceptrons');
}
