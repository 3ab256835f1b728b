import type { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';

/** A weight per example: one tensor [examples] for all outputs, one per output, or by the name of the output. */
export type SampleWeight = tf.Tensor | Array<tf.Tensor | null> | { [output: string]: tf.Tensor };

/** What `fit` and `fitDataset` have in common beyond the arguments of TensorFlow.js. */
export interface FitExtras {
  /** Ends training after the current batch, as `model.stopTraining = true` does. */
  signal?: AbortSignal;
  /** Largest global norm of the gradients. Default: no clipping. */
  clipNorm?: number;
}

/**
 * Arguments of `fit`: those of `model.fit`, and more. `verbose` is accepted and nothing is printed. `yieldEvery` is a
 * number of milliseconds, `batch`, `epoch`, `never`, or `auto`: 12 ms.
 */
export interface FitArgs
  extends FitExtras,
    Omit<tf.ModelFitArgs, 'sampleWeight' | 'callbacks' | 'validationData' | 'stepsPerEpoch' | 'validationSteps'> {
  callbacks?: tf.ModelFitArgs['callbacks'] | tf.Callback;
  /** Decides the orders of all epochs. Default: a new one for each call. */
  seed?: random.KeyOrSeed;
  /** Multiplies the loss of each example. */
  sampleWeight?: SampleWeight;
  /** Inputs, targets, and optionally a weight per example, measured after every epoch. */
  validationData?: readonly unknown[];
}

/** Arguments of `fitDataset`: those of `model.fitDataset`, and more. */
export interface FitDatasetArgs extends FitExtras, Omit<tf.ModelFitDatasetArgs<tf.TensorContainer>, 'callbacks'> {
  callbacks?: tf.ModelFitArgs['callbacks'] | tf.Callback;
}
