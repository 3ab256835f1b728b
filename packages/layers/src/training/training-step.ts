import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../losses/targets';
import { isAdamW } from '../optimizers/adam-w';
import { clipByGlobalNorm } from '../optimizers/clip-by-global-norm';
import type { Batch } from './train-options';

/** Numbers of one step that are still on the device. */
export interface StepOutcome {
  loss: tf.Scalar;
  accuracy?: tf.Scalar;
}

interface StepOptions {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  loss: Loss;
  clipNorm?: number;
  accuracy: boolean;
}

/** Share of rows whose largest output is at the place of the largest target. */
export function batchAccuracy(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  return tf.tidy(() => outputs.argMax(-1).equal(targets.argMax(-1)).mean());
}

/** Throws unless a batch has tensors of the rank that the model takes. */
export function checkBatch(model: tf.LayersModel, { xs, ys }: Batch): void {
  const expected = model.inputs[0].shape;
  const fits =
    xs instanceof tf.Tensor &&
    ys instanceof tf.Tensor &&
    xs.rank === expected.length &&
    xs.shape.every((size, axis) => expected[axis] === null || expected[axis] === size) &&
    xs.shape[0] === ys.shape[0];
  if (fits) return;
  const show = (value: unknown) => (value instanceof tf.Tensor ? `[${value.shape}]` : String(value));
  throw new ShapeError({
    code: 'layers/batch-shape',
    argument: 'data',
    message: `A batch has xs ${show(xs)} and ys ${show(ys)}. The model takes xs [${expected.map((size) => size ?? '?').join(',')}], and ys must have as many rows as xs. Make the data set yield { xs, ys } of these shapes.`,
  });
}

/** Frees what TensorFlow.js kept for a backward pass that never comes, because the forward pass threw. */
function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) tf.dispose(saved);
  state.activeTape = null as never;
}

/** Makes the function that runs one training step: forward, backward, clip, update. Nothing is read from the device. */
export function trainingStep({
  model,
  optimizer,
  loss,
  clipNorm,
  accuracy,
}: StepOptions): (batch: Batch) => StepOutcome {
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (weights.length === 0) {
    throw new ConfigError({
      code: 'layers/nothing-to-train',
      argument: 'model',
      message: `The model ${model.name} has 0 trainable weights. Set layer.trainable = true on the layers to train.`,
    });
  }
  return ({ xs, ys }) => {
    // The gradient call frees what its function made; the accuracy still needs the outputs.
    let outputs: tf.Tensor | undefined;
    const forward = () => {
      const y = model.apply(xs, { training: true }) as tf.Tensor;
      if (accuracy) outputs = tf.keep(y);
      const penalties = model.calculateLosses();
      const value = loss(ys, y);
      return penalties.reduce((sum, penalty) => sum.add(penalty), value);
    };
    const update = () => {
      const { value, grads } = optimizer.computeGradients(forward, weights);
      const present = weights.filter(({ name }) => grads[name] != null);
      const raw = present.map(({ name }) => grads[name]);
      const named = (tensors: tf.Tensor[]) => present.map(({ name }, i) => ({ name, tensor: tensors[i] }));
      if (clipNorm === undefined) optimizer.applyGradients(named(raw));
      // Ours clips on the way in.
      else if (isAdamW(optimizer)) optimizer.applyGradients(named(raw), { clipNorm });
      else optimizer.applyGradients(named(clipByGlobalNorm(raw, clipNorm).gradients));
      return outputs ? [value, batchAccuracy(ys, outputs)] : [value];
    };
    try {
      const [value, share] = tf.tidy(update);
      return { loss: value, accuracy: share };
    } catch (error) {
      releaseTape();
      throw error;
    } finally {
      outputs?.dispose();
    }
  };
}
