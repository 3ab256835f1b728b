import type * as tf from '@tensorflow/tfjs';

/** What a worker is told when it starts. */
export interface TaskSetting {
  /** `config` of the caller, copied. */
  readonly config: unknown;
  /** Number of this worker, from 0; must not change what is computed. */
  readonly index: number;
  readonly workers: number;
}

/** The part of a batch that one call of `loss` sees. */
export interface Shard {
  /** Number of the shard, from 0; the same rows for any number of workers. */
  readonly index: number;
  readonly shards: number;
  /** Number of the step, from 0. Take seeds from step and shard: `random.foldIn(random.foldIn(key, step), index)`. */
  readonly step: number;
  readonly rows: number;
}

/** What is trained; every worker makes its own, all alike. */
export interface DataParallelTask {
  /** What the loss depends on and the optimizer updates, float32, in one order everywhere; or a model with such weights. */
  readonly variables: readonly tf.Variable[] | Pick<tf.LayersModel, 'trainableWeights'>;
  /** Mean loss of the rows of one shard. Runs under a tape and in a tidy, so it must not be asynchronous. */
  loss(batch: Record<string, tf.Tensor>, shard: Shard): tf.Scalar;
  /**
   * Updates each variable in the one worker that owns it, so it must treat every variable by itself: clip by the norm of
   * all gradients with `clipGlobalNorm` instead.
   */
  readonly optimizer: tf.Optimizer;
  /** Scales the gradients down to this norm over all variables. Default: never. */
  readonly clipGlobalNorm?: number;
}
