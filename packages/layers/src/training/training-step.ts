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
  return ({ xs, ys }) => {
    const forward = () => {
      const [outputs] = pass([xs], true);
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
