import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../losses/targets';
import { forwardPass } from './forward-pass';
import { gradientStep, trainedWeights } from './gradient-step';
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

/** The inputs of a batch, one tensor for each input of the model. */
export function inputsOf({ xs }: Batch): tf.Tensor[] {
  return Array.isArray(xs) ? xs : [xs];
}

/** Throws unless a batch has tensors of the rank that the model takes. */
export function checkBatch(model: tf.LayersModel, batch: Batch): void {
  const { ys } = batch;
  const inputs = inputsOf(batch);
  const expected = model.inputs.map(({ shape }) => shape);
  const inputFits = (xs: tf.Tensor, shape: tf.Shape) =>
    xs instanceof tf.Tensor &&
    xs.rank === shape.length &&
    xs.shape.every((size, axis) => shape[axis] === null || shape[axis] === size) &&
    xs.shape[0] === ys.shape[0];
  const fits =
    ys instanceof tf.Tensor &&
    inputs.length === expected.length &&
    inputs.every((xs, index) => inputFits(xs, expected[index]));
  if (fits) return;
  const show = (value: unknown) => (value instanceof tf.Tensor ? `[${value.shape}]` : String(value));
  const wanted = expected.map((shape) => `[${shape.map((size) => size ?? '?').join(',')}]`);
  throw new ShapeError({
    code: 'layers/batch-shape',
    argument: 'data',
    message: `A batch has xs ${inputs.map(show).join(', ')} and ys ${show(ys)}. The model takes xs ${wanted.join(', ')}, and ys must have as many rows as xs. Make the data set yield { xs, ys } of these shapes.`,
  });
}

/** Makes the function that runs one training step: forward, backward, clip, update. Nothing is read from the device. */
export function trainingStep({
  model,
  optimizer,
  loss,
  clipNorm,
  accuracy,
}: StepOptions): (batch: Batch) => StepOutcome {
  const settings = { weights: trainedWeights(model), optimizer, clipNorm };
  const pass = forwardPass(model);
  return (batch) => {
    const { ys } = batch;
    const forward = () => {
      const [outputs] = pass(inputsOf(batch), true);
      const penalties = model.calculateLosses();
      const value = penalties.reduce((sum, penalty) => sum.add(penalty), loss(ys, outputs));
      return { loss: value, kept: accuracy ? [outputs] : [] };
    };
    const [value, share] = gradientStep(settings, forward, ([outputs]) =>
      accuracy ? [batchAccuracy(ys, outputs)] : [],
    );
    return { loss: value, accuracy: share };
  };
}
