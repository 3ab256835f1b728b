import * as tf from '@tensorflow/tfjs';
import { kernelName } from '../../engine/define-op';
import { ConfigError } from '../../errors/perceptrons-error';
import { adamW } from '../adam-w/index';
import { adamSettings } from '../adam-w/wasm';
import { floatTensor, requireShape } from '../check-input';
import { stepRunner } from './assign';
import type { VariableRow } from './variable-row';

/** One weight of an AdamW step, with the variables of its moments. */
export interface AdamWVariable {
  weight: tf.Variable;
  gradient: tf.Tensor;
  /** Start at zero. */
  firstMoment: tf.Variable;
  secondMoment: tf.Variable;
  /** Factor on the learning rate. Default 1. */
  learningRateScale?: number;
  /** Default 0. */
  weightDecay?: number;
}

/** Settings of an AdamW step, the same for all weights. */
export interface AdamWStepOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Number of this update, counted from 1. */
  step: number;
  /** Scales all gradients down together to this global norm first. Default: no clipping. */
  clipNorm?: number;
}

/** Requires float32 and the shape of `weight`. */
function requireAlike(weight: tf.Tensor, tensor: tf.Tensor, argument: string, op: string): void {
  floatTensor(tensor, argument, op);
  if (tensor.shape !== weight.shape) requireShape(tensor, weight.shape, argument, op);
}

/** Factor that brings gradients to a global norm of at most `maxNorm`. */
function clipFactor(gradients: readonly tf.Tensor[], maxNorm: number): tf.Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.sum(tf.stack(squares)));
  // The larger of norm and maxNorm, written with relu: no broadcast maximum.
  return tf.div(maxNorm, tf.add(tf.relu(tf.sub(norm, maxNorm)), maxNorm));
}

/**
 * One AdamW update of many weights: on WASM one call of a kernel for all of them, on WebGPU one dispatch (three with
 * `clipNorm`), elsewhere one `adamW` each.
 *
 * Each weight gets new memory, so clones and tapes keep the old values. Moments that nothing else refers to are overwritten.
 * With `clipNorm`, gradients are scaled by min(1, clipNorm / root of the sum of all squares) on the way in; the gradients
 * themselves are left as they are. A norm that is not finite makes the update not finite.
 *
 * @param variables weight, gradient and both moments, float32 of one shape. A weight must not occur twice.
 * @throws ShapeError if shapes or dtypes do not fit; ConfigError if `step` is not a whole number of at least 1 or
 *   `clipNorm` is not above 0.
 * Source: Loshchilov & Hutter, arXiv:1711.05101, algorithm 2; Pascanu et al. (2013), algorithm 1.
 */
export function adamWStep(variables: readonly AdamWVariable[], options: AdamWStepOptions): void {
  const { learningRate, beta1, beta2, epsilon, step, clipNorm } = options;
  checkOptions(options);
  if (variables.length === 0) return;
  for (const { weight, gradient, firstMoment, secondMoment } of variables) {
    requireAlike(weight, weight, 'weight', 'adamWStep');
    requireAlike(weight, gradient, 'gradient', 'adamWStep');
    requireAlike(weight, firstMoment, 'firstMoment', 'adamWStep');
    requireAlike(weight, secondMoment, 'secondMoment', 'adamWStep');
  }
  const runner = hasKernels() ? stepRunner() : undefined;
  if (runner !== undefined) {
    const correction = 1 - beta1 ** step;
    const rows = variables.map(
      ({ weight, gradient, firstMoment, secondMoment, learningRateScale = 1, weightDecay = 0 }): VariableRow => {
        const rate = learningRate * learningRateScale;
        return {
          weight,
          gradient,
          states: [firstMoment, secondMoment],
          factors: [rate / correction, 1 - rate * weightDecay],
        };
      },
    );
    if (runner.run('adam', rows, { settings: adamSettings(options), maxNorm: clipNorm })) return;
  }
  tf.tidy(() => {
    const gradients = variables.map(({ gradient }) => gradient);
    const factor = clipNorm === undefined ? undefined : clipFactor(gradients, clipNorm);
    for (const { weight, gradient, firstMoment, secondMoment, learningRateScale = 1, weightDecay = 0 } of variables) {
      const scaled = factor === undefined ? gradient : tf.mul(gradient, factor);
      const updated = adamW(
        { parameter: weight, gradient: scaled, firstMoment, secondMoment },
        { learningRate: learningRate * learningRateScale, beta1, beta2, epsilon, weightDecay, step },
      );
      firstMoment.assign(updated.firstMoment);
      secondMoment.assign(updated.secondMoment);
      weight.assign(updated.parameter);
    }
  });
}

/** Our kernels are registered from `init` to `restore`. */
function hasKernels(): boolean {
  return tf.getKernel(kernelName('AdamW'), tf.getBackend()) !== undefined;
}

function checkOptions({ step, clipNorm }: AdamWStepOptions): void {
  if (!Number.isInteger(step) || step < 1) {
    throw new ConfigError({
      code: 'tensor/step',
      argument: 'step',
      message: `adamWStep: step must be a whole number of at least 1, got ${step}. The first update is step 1.`,
    });
  }
  if (clipNorm !== undefined && !(clipNorm > 0)) {
    throw new ConfigError({
      code: 'tensor/clip-norm',
      argument: 'clipNorm',
      message: `adamWStep: clipNorm must be above 0, got ${clipNorm}. Leave it out for no clipping.`,
    });
  }
}

/** One running average and the value that it follows. */
export interface AverageVariable {
  average: tf.Variable;
  value: tf.Tensor;
}

/**
 * Moves running averages towards values: average += share * (value - average). On WASM one call for all of them, on
 * WebGPU one dispatch.
 *
 * Every average gets new memory, so it may stand in a model as its weight in between.
 *
 * @param share 0 leaves the averages, 1 makes them copies.
 * @throws ShapeError if shapes or dtypes do not fit.
 */
export function averageStep(variables: readonly AverageVariable[], share: number): void {
  for (const { average, value } of variables) {
    requireAlike(average, average, 'average', 'averageStep');
    requireAlike(average, value, 'value', 'averageStep');
  }
  const runner = hasKernels() ? stepRunner() : undefined;
  if (runner !== undefined) {
    const rows = variables.map(({ average, value }) => ({ weight: average, gradient: value, states: [] }));
    if (runner.run('average', rows, { settings: [share] })) return;
  }
  tf.tidy(() => {
    for (const { average, value } of variables) average.assign(tf.add(average, tf.mul(tf.sub(value, average), share)));
  });
}
