// The members of a compiled model of TensorFlow.js that `fit` works with and that its declarations hide. They are read
// here and nowhere else.
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

type Measure = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

/** Data as a user may hand them over: one tensor, one per input or output, or by name. */
export type ModelData = tf.Tensor | tf.Tensor[] | { [name: string]: tf.Tensor };

/** What `model.compile` leaves behind. */
export interface Compiled {
  optimizer_: tf.Optimizer;
  /** One per output. */
  lossFunctions: Measure[];
  /** Metrics and the number of the output that each one measures. With several outputs the first ones are their losses. */
  metricsTensors: Array<[Measure, number]>;
  isTraining: boolean;
  stopTraining_: boolean;
  history: tf.History;
  getDedupedMetricsNames(): string[];
  checkTrainableWeightsConsistency(): void;
  /** The penalties of the regularisers. */
  calculateLosses(): tf.Scalar[];
  standardizeUserData(
    x: ModelData,
    y: ModelData,
    sampleWeight: undefined,
    classWeight: tf.ModelFitArgs['classWeight'],
    checkBatchAxis: boolean,
    batchSize?: number,
  ): Promise<[tf.Tensor[], tf.Tensor[], Array<tf.Tensor | null> | null]>;
}

/** The model that does the work: a sequential model trains the model inside of it. */
export function compiledModel(model: tf.LayersModel): { model: tf.LayersModel; compiled: Compiled } {
  const inner = (model as unknown as { model?: tf.LayersModel }).model;
  const owner = model instanceof tf.Sequential && inner != null ? inner : model;
  const compiled = owner as unknown as Partial<Compiled>;
  if (compiled.optimizer_ == null || !Array.isArray(compiled.lossFunctions)) {
    throw new ConfigError({
      code: 'layers/not-compiled',
      argument: 'model',
      message: `The model ${model.name} has no optimizer and no loss. Call model.compile({ optimizer, loss }) before fit.`,
    });
  }
  return { model: owner, compiled: compiled as Compiled };
}
