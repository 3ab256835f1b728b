// Losses and metrics of a compiled model on one batch, in training and in validation.
import * as tf from '@tensorflow/tfjs';
import type { Compiled } from './compiled-model';
import type { ForwardPass } from './forward-pass';
import { gradientStep, type StepSettings, trainedWeights } from './gradient-step';

/** One batch, standardised: one tensor per input and per output. */
export interface ModelBatch {
  inputs: tf.Tensor[];
  targets: tf.Tensor[];
  /** One weight per example for each output, or none. */
  weights: Array<tf.Tensor | null>;
  size: number;
}

function meanOf(values: tf.Tensor): tf.Scalar {
  return values.rank === 0 ? (values as tf.Scalar) : tf.mean(values);
}

/** Metrics of one batch; with several outputs the first ones are the losses of the outputs. */
function metricsOf(
  { metricsTensors }: Compiled,
  targets: tf.Tensor[],
  outputs: tf.Tensor[],
  outputLosses: tf.Tensor[],
): tf.Scalar[] {
  return metricsTensors.map(
    ([metric, output], i) => (outputLosses[i] as tf.Scalar) ?? meanOf(metric(targets[output], outputs[output])),
  );
}

/** The loss of a batch without penalties, and the loss of each output if there are several. */
function lossesOf({ lossFunctions }: Compiled, outputs: tf.Tensor[], { targets, weights }: ModelBatch) {
  const losses = lossFunctions.map((loss, i) => {
    const values = loss(targets[i], outputs[i]);
    const weight = weights[i];
    return weight == null ? values : tf.mul(values, weight);
  });
  const outputLosses = losses.length > 1 ? losses.map(meanOf) : [];
  // The sum before the mean: each output may have a loss per example or one number.
  return { total: meanOf(losses.reduce((sum, loss) => tf.add(sum, loss))), outputLosses };
}

/** Number of regularisers of a model. */
function countPenalties(compiled: Compiled): number {
  let count = 0;
  tf.tidy(() => {
    count = compiled.calculateLosses().length;
  });
  return count;
}

/** Makes the function that trains on one batch and returns the loss and the metrics, still on the device. */
export function trainOn(
  model: tf.LayersModel,
  compiled: Compiled,
  pass: ForwardPass,
  clipNorm?: number,
): (batch: ModelBatch) => tf.Scalar[] {
  const settings: StepSettings = { weights: trainedWeights(model), optimizer: compiled.optimizer_, clipNorm };
  const penalised = countPenalties(compiled) > 0;
  const outputCount = model.outputs.length;
  const measures = compiled.metricsTensors.length > 0;
  return (batch) => {
    const forward = () => {
      const outputs = pass(batch.inputs, true);
      const { total, outputLosses } = lossesOf(compiled, outputs, batch);
      const penalties = penalised ? compiled.calculateLosses() : [];
      const loss = penalties.reduce((sum, penalty) => tf.add(sum, penalty), total);
      return { loss, kept: measures ? [...outputs, ...outputLosses] : [] };
    };
    const measure = (kept: tf.Tensor[]) =>
      metricsOf(compiled, batch.targets, kept.slice(0, outputCount), kept.slice(outputCount)).map((value) =>
        kept.includes(value) ? value.clone() : value,
      );
    return gradientStep(settings, forward, measure);
  };
}

/** Makes the function that measures one batch without training: the loss without penalties, and the metrics. */
export function measureOn(compiled: Compiled, pass: ForwardPass): (batch: ModelBatch) => tf.Scalar[] {
  return (batch) =>
    tf.tidy(() => {
      const outputs = pass(batch.inputs, false);
      const { total, outputLosses } = lossesOf(compiled, outputs, batch);
      return [total, ...metricsOf(compiled, batch.targets, outputs, outputLosses)];
    });
}
