import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ConfigError } from '../../errors/perceptrons-error';
import { floatTensor, requireShape } from '../check-input';
import { type AdamWAttributes, type AdamWInputs, adamWReference } from './reference';
import { adamWWasm } from './wasm';
import { adamWWebgpu } from './webgpu';

const runAdamW = defineOp<AdamWInputs, AdamWAttributes, tf.Tensor[]>({
  name: 'AdamW',
  manyOutputs: true,
  inputs: ['parameter', 'gradient', 'firstMoment', 'secondMoment'],
  reference: adamWReference,
  wasm: adamWWasm,
  webgpu: adamWWebgpu,
});

/** State of one parameter before and after an update. */
export interface AdamWState {
  parameter: tf.Tensor;
  firstMoment: tf.Tensor;
  secondMoment: tf.Tensor;
}

export type AdamWOptions = AdamWAttributes;

/**
 * One AdamW update of one parameter: p -= learningRate * (mHat / (sqrt(vHat) + epsilon) + weightDecay * p).
 *
 * @param state parameter, gradient and both moments, float32 of one shape. The moments start at zero.
 * @param options learningRate, beta1, beta2, epsilon, weightDecay, and `step` counted from 1.
 * @returns three new tensors; the inputs are left as they are.
 * @throws ShapeError if shapes differ; ConfigError if `step` is not a whole number of at least 1.
 * Source: Loshchilov & Hutter, arXiv:1711.05101, algorithm 2.
 */
export function adamW(state: AdamWState & { gradient: tf.Tensor }, options: AdamWOptions): AdamWState {
  if (!Number.isInteger(options.step) || options.step < 1) {
    throw new ConfigError({
      code: 'tensor/step',
      argument: 'step',
      message: `adamW: step must be a whole number of at least 1, got ${options.step}. The first update is step 1.`,
    });
  }
  const parameter = floatTensor(state.parameter, 'parameter', 'adamW');
  const gradient = floatTensor(state.gradient, 'gradient', 'adamW');
  const firstMoment = floatTensor(state.firstMoment, 'firstMoment', 'adamW');
  const secondMoment = floatTensor(state.secondMoment, 'secondMoment', 'adamW');
  requireShape(gradient, parameter.shape, 'gradient', 'adamW');
  requireShape(firstMoment, parameter.shape, 'firstMoment', 'adamW');
  requireShape(secondMoment, parameter.shape, 'secondMoment', 'adamW');
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = options;
  const updated = runAdamW(
    { parameter, gradient, firstMoment, secondMoment },
    { learningRate, beta1, beta2, epsilon, weightDecay, step },
  );
  return { parameter: updated[0], firstMoment: updated[1], secondMoment: updated[2] };
}
