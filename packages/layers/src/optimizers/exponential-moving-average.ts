import { type AverageVariable, averageStep, ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { dropRate, positiveNumber } from '../layer-support';

/** Settings of `ExponentialMovingAverage`. */
export interface ExponentialMovingAverageArgs {
  /** Weight of the old average, below 1. Default 0.9999. */
  decay?: number;
  /** Let the decay grow from 0, as 1 - (1 + s / gamma)^(-power). Default true. */
  warmup?: boolean;
  /** Default 1. */
  gamma?: number;
  /** Default 2 / 3. */
  power?: number;
  /** Smallest decay once the average has started. Default 0. */
  minimumDecay?: number;
  /** Number of steps during which the average is a plain copy. Default 0. */
  updateAfter?: number;
}

/**
 * A running average of all weights of a model, kept beside them: average = d * average + (1 - d) * weight.
 *
 * With s = step - updateAfter - 1, d is 0 for s <= 0, else 1 - (1 + s / gamma)^(-power) kept between `minimumDecay` and
 * `decay`; without warm-up, d is `decay` for s > 0. The average starts as a copy of the weights.
 *
 * @throws ConfigError for settings out of range.
 * Source: timm's ModelEmaV3; Polyak and Juditsky (1992).
 */
export class ExponentialMovingAverage {
  private readonly settings: Required<ExponentialMovingAverageArgs>;
  private readonly weights: tf.LayerVariable[];
  private readonly averages: tf.Variable[];
  private inModel = false;

  constructor(model: tf.LayersModel, args: ExponentialMovingAverageArgs = {}) {
    const name = 'ExponentialMovingAverage';
    this.settings = {
      decay: dropRate(name, 'decay', args.decay ?? 0.9999),
      warmup: args.warmup ?? true,
      gamma: positiveNumber(name, 'gamma', args.gamma ?? 1),
      power: positiveNumber(name, 'power', args.power ?? 2 / 3),
      minimumDecay: dropRate(name, 'minimumDecay', args.minimumDecay ?? 0),
      updateAfter: args.updateAfter ?? 0,
    };
    this.weights = model.weights;
    this.averages = tf.tidy(() => this.weights.map((weight) => tf.variable(weight.read().clone(), false)));
  }

  /** The decay of the update after `step` optimizer updates (the first one is 1). */
  decayAt(step: number): number {
    const { decay, warmup, gamma, power, minimumDecay, updateAfter } = this.settings;
    const s = step - updateAfter - 1;
    if (s <= 0) return 0;
    if (!warmup) return decay;
    return Math.max(Math.min(1 - (1 + s / gamma) ** -power, decay), minimumDecay);
  }

  /**
   * Moves the average towards the weights.
   *
   * @param step Number of optimizer updates so far, counting from 1.
   * @throws ConfigError `layers/average-in-use` while the average stands in the model.
   */
  update(step: number): void {
    this.requireOutside('update the average');
    const share = 1 - this.decayAt(step);
    const moving: AverageVariable[] = [];
    tf.tidy(() => {
      this.averages.forEach((average, i) => {
        const weight = this.weights[i].read();
        if (share < 1 && weight.dtype === 'float32') moving.push({ average, value: weight });
        else average.assign(weight.clone());
      });
    });
    averageStep(moving, share);
  }

  /** Puts the average into the model and keeps the trained weights aside, until `swapOut`. */
  swapIn(): void {
    this.requireOutside('swap the average in');
    this.exchange();
    this.inModel = true;
  }

  /** Puts the trained weights back into the model. Does nothing if they are there. */
  swapOut(): void {
    if (!this.inModel) return;
    this.exchange();
    this.inModel = false;
  }

  /** Runs something with the average in the model, and puts the trained weights back, whatever happens. */
  async use<T>(run: () => T | Promise<T>): Promise<T> {
    this.swapIn();
    try {
      return await run();
    } finally {
      this.swapOut();
    }
  }

  /** The average, in the order of `model.weights`. These are the live variables; do not dispose them. */
  getWeights(): tf.Tensor[] {
    this.requireOutside('read the average');
    return this.averages;
  }

  /**
   * Replaces the average, in the order of `model.weights`. The caller still owns the tensors.
   *
   * @throws ShapeError `layers/average-shape`.
   */
  setWeights(values: readonly tf.Tensor[]): void {
    this.requireOutside('replace the average');
    const shapes = (tensors: readonly tf.Tensor[]) => tensors.map(({ shape }) => `[${shape}]`).join(' ');
    if (shapes(values) !== shapes(this.averages)) {
      throw new ShapeError({
        code: 'layers/average-shape',
        argument: 'values',
        message: `The average needs ${this.averages.length} tensors of shapes ${shapes(this.averages)}, and received ${values.length} of shapes ${shapes(values)}. Pass what getWeights returned for the same model.`,
      });
    }
    tf.tidy(() => {
      this.averages.forEach((average, i) => {
        average.assign(values[i].clone());
      });
    });
  }

  /** Frees the average; swaps the trained weights back first. */
  dispose(): void {
    this.swapOut();
    tf.dispose(this.averages);
  }

  private exchange(): void {
    tf.tidy(() => {
      this.averages.forEach((average, i) => {
        const trained = this.weights[i].read().clone();
        this.weights[i].write(average.clone());
        average.assign(trained);
      });
    });
  }

  private requireOutside(action: string): void {
    if (!this.inModel) return;
    throw new ConfigError({
      code: 'layers/average-in-use',
      message: `Cannot ${action} while it stands in the model (1 swapIn without swapOut). Call swapOut() first.`,
    });
  }
}
