import { ConfigError, defineOp, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { UnitActivation } from '../../networks/plastic-network';
import { COEFFICIENTS } from '../../rules/rule';
import { activations, type RolloutAttributes, type RolloutInputs } from './attributes';
import { rolloutGradient } from './gradient';
import { rolloutReference } from './reference';
import { rolloutWasm } from './wasm';
import { fitsWebgpu, rolloutWebgpu } from './webgpu';

const runRollout = defineOp<RolloutInputs, RolloutAttributes, tf.Tensor>({
  name: 'PlasticityRollout',
  inputs: ['x', 'update', 'rewardTerm', 'initialWeights', 'parameters'],
  reference: rolloutReference,
  gradient: rolloutGradient,
  accepts: ({ x }, { hidden }, backend) => x.shape[1]! > 0 && (backend !== 'webgpu' || fitsWebgpu(x, hidden)),
  wasm: rolloutWasm,
  webgpu: rolloutWebgpu,
});

export interface PlasticityRolloutOptions {
  /** [animals, inputs, units], or [inputs, units] where all start alike. */
  initialWeights: tf.Tensor;
  /** [81] coefficients by `termIndex`, or the [6 hidden + 1] parameters of an MLP rule. */
  parameters: tf.Tensor;
  /** [presentations], what the rule sees as r behind each presentation. */
  rewardTerm: tf.Tensor;
  /** [presentations], factor of the update behind each presentation: 0 for a presentation that changes nothing. Default: 1. */
  update?: tf.Tensor;
  /** [animals], presentations of each. Default: all are of one animal. */
  counts?: readonly number[];
  /** Default: `tanh`. */
  activation?: UnitActivation;
  /** Factor of every update. Default: 1 / inputs. */
  stepSize?: number;
  /** `taylor` or `mlp`. Default: `taylor`. */
  kind?: 'taylor' | 'mlp';
}

function requireFloats(tensor: tf.Tensor, argument: string, shape: number[]): void {
  if (tensor.dtype === 'float32' && tf.util.arraysEqual(tensor.shape, shape)) return;
  throw new ShapeError({
    code: 'plasticity/rollout-shape',
    argument,
    message: `plasticityRollout: ${argument} must be float32 of shape [${shape}], got ${tensor.dtype} of shape [${tensor.shape}].`,
  });
}

function hiddenUnits(kind: 'taylor' | 'mlp', parameters: tf.Tensor): number {
  if (kind === 'taylor') {
    requireFloats(parameters, 'parameters', [COEFFICIENTS]);
    return 0;
  }
  const hidden = (parameters.size - 1) / 6;
  if (kind !== 'mlp' || !Number.isInteger(hidden) || hidden < 1) {
    throw new ConfigError({
      code: 'plasticity/rollout-rule',
      argument: kind === 'mlp' ? 'parameters' : 'kind',
      message:
        `plasticityRollout: a rule is 'taylor' with 81 coefficients or 'mlp' with 6 * hidden + 1 parameters, ` +
        `got '${kind}' with ${parameters.size}.`,
    });
  }
  requireFloats(parameters, 'parameters', [parameters.size]);
  return hidden;
}

function checkCounts(counts: readonly number[], presentations: number): void {
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum === presentations && counts.length > 0 && counts.every((count) => Number.isInteger(count) && count >= 0))
    return;
  throw new ShapeError({
    code: 'plasticity/rollout-counts',
    argument: 'counts',
    message: `plasticityRollout: counts must be whole numbers with the sum ${presentations}, the rows of x, got [${counts}].`,
  });
}

/**
 * Runs plastic layers through everything that many animals saw, in one call: y_p = activation(x_p W), and behind each
 * presentation W += stepSize * update_p * rule(x_p, y_p, W, r_p).
 *
 * A trial of several presentations has `update` 0 for all but its last. The logit of a network with a readout is y times the
 * readout, by `tf.matMul`, so any loss of TensorFlow.js can follow.
 *
 * @param x [presentations, inputs], float32, one animal after the other.
 * @param options Weights, rule and settings.
 * @returns [presentations, units], the activities.
 * Kept for the gradient: the inputs and the result. The gradients of `parameters` and `initialWeights` come from one fused
 * pass back, which computes the weights anew; sums over more than 32 trials are in float64 on WASM. Those of `x`, `update` and
 * `rewardTerm` go through the composition of stock ops, as second derivatives do.
 * The update behind an animal's last presentation is never computed. NaN spreads from its presentation on, inside of its animal.
 * @throws ShapeError `plasticity/rollout-shape` or `plasticity/rollout-counts`, ConfigError `plasticity/rollout-rule` or
 *   `plasticity/rollout-activation`.
 * Source: Mehta et al. 2024, section 3; ours: the contraction of the series and the recursion of its gradient.
 */
export function plasticityRollout(x: tf.Tensor, options: PlasticityRolloutOptions): tf.Tensor2D {
  return tf.tidy(() => {
    const { initialWeights, parameters, rewardTerm, activation = 'tanh', kind = 'taylor' } = options;
    const [presentations] = x.shape;
    const { counts = [presentations], update = tf.ones([presentations]) } = options;
    const [inputs, units] = initialWeights.shape.slice(-2);
    const { stepSize = 1 / inputs } = options;
    requireFloats(x, 'x', [presentations, inputs]);
    checkCounts(counts, presentations);
    const shared = initialWeights.rank === 2;
    requireFloats(initialWeights, 'initialWeights', shared ? [inputs, units] : [counts.length, inputs, units]);
    requireFloats(rewardTerm, 'rewardTerm', [presentations]);
    requireFloats(update, 'update', [presentations]);
    const hidden = hiddenUnits(kind, parameters);
    if (!activations.includes(activation)) {
      throw new ConfigError({
        code: 'plasticity/rollout-activation',
        argument: 'activation',
        message: `plasticityRollout: activation must be one of ${activations.join(', ')}, got ${activation}.`,
      });
    }
    const start = shared ? tf.reshape(initialWeights, [1, inputs, units]) : initialWeights;
    const attributes: RolloutAttributes = { counts: [...counts], activation, stepSize, hidden };
    return runRollout({ x, update, rewardTerm, initialWeights: start, parameters }, attributes) as tf.Tensor2D;
  });
}
