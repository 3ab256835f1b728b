// Recurrent layers from stock ops, step by step: the definition.
import * as tf from '@tensorflow/tfjs';
import { type RecurrentAttributes, runsBackwards, type Squashing, stateCount } from './cells';

/** The second direction is there when its kernels are. */
export type RecurrentInputs = {
  /** [batch, time, inputs] */
  x: tf.Tensor;
  /** [inputs, gates units] */
  kernel: tf.Tensor;
  /** [units, gates units] */
  recurrentKernel: tf.Tensor;
  /** [gates units] */
  bias?: tf.Tensor;
  /** [gates units], for `gruAfter` only. */
  recurrentBias?: tf.Tensor;
  /** [batch, directions units] */
  hidden?: tf.Tensor;
  /** [batch, directions units], for `lstm` only. */
  carry?: tf.Tensor;
  backwardKernel?: tf.Tensor;
  backwardRecurrentKernel?: tf.Tensor;
  backwardBias?: tf.Tensor;
  backwardRecurrentBias?: tf.Tensor;
};

export const recurrentInputNames = [
  'x',
  'kernel',
  'recurrentKernel',
  'bias',
  'recurrentBias',
  'hidden',
  'carry',
  'backwardKernel',
  'backwardRecurrentKernel',
  'backwardBias',
  'backwardRecurrentBias',
] as const;

/** The weights of one direction. */
export interface DirectionWeights<Tensor> {
  kernel: Tensor;
  recurrentKernel: Tensor;
  bias?: Tensor;
  recurrentBias?: Tensor;
}

/** One or two directions out of the inputs of an op. */
export function directionsOf<Tensor>(inputs: {
  kernel: Tensor;
  recurrentKernel: Tensor;
  bias?: Tensor;
  recurrentBias?: Tensor;
  backwardKernel?: Tensor;
  backwardRecurrentKernel?: Tensor;
  backwardBias?: Tensor;
  backwardRecurrentBias?: Tensor;
}): DirectionWeights<Tensor>[] {
  const { kernel, recurrentKernel, bias, recurrentBias } = inputs;
  const directions = [{ kernel, recurrentKernel, bias, recurrentBias }];
  if (inputs.backwardKernel !== undefined) {
    directions.push({
      kernel: inputs.backwardKernel,
      recurrentKernel: inputs.backwardRecurrentKernel!,
      bias: inputs.backwardBias,
      recurrentBias: inputs.backwardRecurrentBias,
    });
  }
  return directions;
}

const squash: Record<Squashing, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  hardSigmoid: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
};

/** One step of one cell: projected input [batch, gates units] and states [hidden, carry] to new states. */
function step(
  projected: tf.Tensor,
  [hidden, carry]: tf.Tensor[],
  { recurrentKernel, recurrentBias }: DirectionWeights<tf.Tensor>,
  { cell, gate, activation }: RecurrentAttributes,
): tf.Tensor[] {
  const units = recurrentKernel.shape[0];
  const open = squash[gate];
  const act = squash[activation];
  if (cell === 'simple') return [act(tf.add(projected, tf.matMul(hidden, recurrentKernel)))];
  if (cell === 'lstm') {
    const gates = tf.add(projected, tf.matMul(hidden, recurrentKernel));
    const [i, f, g, o] = tf.split(gates, 4, 1);
    const next = tf.add(tf.mul(open(f), carry), tf.mul(open(i), act(g)));
    return [tf.mul(open(o), act(next)), next];
  }
  const [projectedGates, projectedState] = tf.split(projected, [2 * units, units], 1);
  const after = cell === 'gruAfter';
  const [gateKernel, stateKernel] = tf.split(recurrentKernel, [2 * units, units], 1);
  const [gateBias, stateBias] = recurrentBias ? tf.split(recurrentBias, [2 * units, units], 0) : [];
  const shifted = (values: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor => (bias ? tf.add(values, bias) : values);
  const gates = open(shifted(tf.add(projectedGates, tf.matMul(hidden, gateKernel)), gateBias));
  const [z, r] = tf.split(gates, 2, 1);
  const inner = after
    ? tf.mul(r, shifted(tf.matMul(hidden, stateKernel), stateBias))
    : tf.matMul(tf.mul(r, hidden), stateKernel);
  const candidate = act(tf.add(projectedState, inner));
  return [tf.add(tf.mul(z, hidden), tf.mul(tf.sub(1, z), candidate))];
}

/** 0, as a function of all tensors: without a step nothing else would connect them with the result. */
function nothingOf(tensors: Array<tf.Tensor | undefined>): tf.Tensor {
  const empty = tensors.flatMap((tensor) => (tensor ? [tf.sum(tf.slice(tensor.flatten(), 0, 0))] : []));
  return tf.addN(empty);
}

function runDirection(
  x: tf.Tensor,
  weights: DirectionWeights<tf.Tensor>,
  initial: tf.Tensor[],
  backwards: boolean,
  attributes: RecurrentAttributes,
): { sequence: tf.Tensor[]; states: tf.Tensor[] } {
  const { kernel, bias } = weights;
  const [batch, steps, inputs] = x.shape as [number, number, number];
  const [, width] = kernel.shape as [number, number];
  const product = tf.matMul(tf.reshape(x, [batch * steps, inputs]), kernel);
  const rows = bias ? tf.add(product, bias) : product;
  // The stock gradient of unstack fails for a single part.
  const perStep = steps === 1 ? [rows] : tf.unstack(tf.reshape(rows, [batch, steps, width]), 1);
  // The tape holds the array of the parts itself: it must not be turned round in place.
  const inOrder = backwards ? [...perStep].reverse() : perStep;
  let states = initial;
  const sequence = inOrder.map((values) => {
    states = step(values, states, weights, attributes);
    return states[0];
  });
  if (backwards) sequence.reverse();
  return { sequence, states };
}

export function recurrentReference(inputs: RecurrentInputs, attributes: RecurrentAttributes): tf.Tensor {
  const { x, hidden, carry } = inputs;
  const { cell, output } = attributes;
  const [batch, steps] = x.shape as [number, number, number];
  const directions = directionsOf(inputs);
  const [units] = inputs.recurrentKernel.shape as [number, number];
  const columns = units * directions.length;
  const initialStates = [hidden, carry].slice(0, stateCount(cell)).map((state) => state ?? tf.zeros([batch, columns]));
  if (steps === 0) {
    const [last] = initialStates;
    const parts = output === 'all' ? initialStates.map((state) => tf.expandDims(state, 1)) : [];
    const value = output === 'last' ? last : parts.length > 0 ? tf.concat(parts, 1) : tf.zeros([batch, 0, columns]);
    return tf.add(value, nothingOf(Object.values(inputs)));
  }
  const perDirection = directions.map((weights, index) => {
    const initial = initialStates.map((state) => tf.slice(state, [0, index * units], [batch, units]));
    return runDirection(x, weights, initial, runsBackwards(attributes, index), attributes);
  });
  const final = initialStates.map((_, state) => perDirection.map(({ states }) => states[state]));
  const join = (parts: tf.Tensor[], axis: number): tf.Tensor =>
    parts.length === 1 ? parts[0] : tf.concat(parts, axis);
  if (output === 'last') return join(final[0], 1);
  const rows = perDirection.map(({ sequence }, index) =>
    tf.stack(output === 'all' ? [...sequence, ...final.map((parts) => parts[index])] : sequence, 1),
  );
  return join(rows, 2);
}
