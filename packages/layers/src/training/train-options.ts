import type { ByteStore } from '@perceptrons/data';
import type * as tf from '@tensorflow/tfjs';
import type { Loss } from '../losses/targets';
import type { ExponentialMovingAverage, ExponentialMovingAverageArgs } from '../optimizers/exponential-moving-average';
import type { Schedule } from '../schedules/schedules';

/** One batch of a data set: a tensor for each input of the model, and targets. The consumer disposes all. */
export type Batch = { xs: tf.Tensor | tf.Tensor[]; ys: tf.Tensor };

/** Batches of one epoch, without the first `skip` ones. */
export type EpochData = (epoch: number, skip: number) => tf.data.Dataset<Batch>;

/** What `onStep` receives after a training step. */
export interface StepEvent {
  /** Epoch of the step, from 0. */
  epoch: number;
  /** Number of finished steps of the whole run, from 1. */
  step: number;
  /** Steps of the whole run. */
  totalSteps: number;
  /** Loss of this step's batch before the update. */
  loss: number;
  /** Share of this step's batch whose largest output is at the largest target; absent if not tracked. */
  accuracy?: number;
  /** Learning rate of this step; NaN if the optimizer does not show one. */
  learningRate: number;
  /** Training examples per second, smoothed; validation, checkpoints and pauses do not count. */
  examplesPerSecond: number;
  /** Expected seconds until the last step. */
  secondsLeft: number;
}

/** What is kept about an epoch, and what `onEpoch` receives. */
export interface EpochRecord {
  /** Number of the epoch, from 0. */
  epoch: number;
  /** Finished steps of the whole run at its end. */
  step: number;
  /** Mean over the steps of the epoch. */
  loss: number;
  /** Mean over the steps of the epoch; absent if not tracked. */
  accuracy?: number;
  /** Learning rate of the last step. */
  learningRate: number;
  /** Mean loss over the validation examples; absent where no validation ran. */
  validationLoss?: number;
  /** Accuracy over the validation examples. */
  validationAccuracy?: number;
}

/** When and where to save the whole state of a run. */
export interface CheckpointOptions {
  /** Where to; `memoryStore`, `fileStore` or `indexedDbStore` of `@perceptrons/data`. */
  store: ByteStore;
  /** Name in the store, for example `runs/mixer.safetensors`. */
  name: string;
  /** Save after every so many steps. */
  everySteps?: number;
  /** Save after every so many epochs. Default 1, if `everySteps` is not given. */
  everyEpochs?: number;
}

/** How to measure the model during training. */
export interface ValidationOptions {
  /** Batches to measure on. */
  data: () => tf.data.Dataset<Batch>;
  /** Measure after every so many epochs, and after the last. Default 1. */
  everyEpochs?: number;
}

/** Options of `train`. */
export interface TrainOptions {
  /** Any model with one output. It is trained in place. */
  model: tf.LayersModel;
  /**
   * Makes the batches of an epoch, from 0, leaving out the first `skip` ones. To be resumable it must depend on its
   * arguments alone; `imageBatches(data, { key, epoch, skip, ... })` does.
   */
  data: EpochData;
  /** Steps per epoch. Default: the `size` of the first data set. More batches in a data set are left unread. */
  stepsPerEpoch?: number;
  /** Number of epochs of the whole run, also when it is resumed. */
  epochs: number;
  /** Any optimizer of TensorFlow.js or `AdamW`. The caller disposes it. */
  optimizer: tf.Optimizer;
  /** Default `softmaxCrossEntropy` on the raw model output. */
  loss?: Loss;
  /** Learning rate by the number of finished steps. Default: the optimizer's own. */
  schedule?: Schedule;
  /** Largest global norm of the gradients. Default: no clipping. */
  clipNorm?: number;
  /** Keep a running average of the weights. Validation then measures the average. Default off. */
  ema?: boolean | ExponentialMovingAverageArgs;
  /** Track the accuracy of training batches. Default true. */
  accuracy?: boolean;
  validation?: ValidationOptions;
  /** Stops the run after the current step, saves a checkpoint if there is one, and returns normally. */
  signal?: AbortSignal;
  /** Called after every step, or less often with `eventsPerSecond`. The run waits for a returned promise: that is a pause. */
  onStep?: (event: StepEvent) => void | Promise<void>;
  /** Most calls of `onStep` per second; the last step of an epoch is always reported. Default: no limit. 10 suits a page. */
  eventsPerSecond?: number;
  /** Called after every epoch, with its validation. The run waits for a returned promise. */
  onEpoch?: (record: EpochRecord) => void | Promise<void>;
  checkpoint?: CheckpointOptions;
  /** Go on from the checkpoint if there is one. Default false: start anew and replace it. */
  resume?: boolean;
}

/** What `train` returns. */
export interface TrainingResult {
  /** Finished steps of the whole run, those before a restart included. */
  steps: number;
  /** Finished epochs of the whole run. */
  epochs: number;
  /** One record per finished epoch. */
  history: EpochRecord[];
  /** Loss of every step of the whole run. */
  stepLosses: number[];
  stopped: 'finished' | 'cancelled';
  /** The running average, if asked for. The caller disposes it. */
  ema?: ExponentialMovingAverage;
}
