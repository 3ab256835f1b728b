// What the public recurrent functions share: checks, biases, and taking the result apart.
import * as tf from '@tensorflow/tfjs';
import { ConfigError, ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireShape } from '../check-input';
import { type Cell, gateCounts, type RecurrentAttributes, type Squashing, squashings } from './cells';
import { runRecurrent } from './index';
import type { DirectionWeights } from './reference';

/** The weights of one direction. `gates` is 4 for an LSTM, 3 for a GRU and 1 for a simple cell. */
export interface RecurrentWeights {
  /** [inputs, gates units]. */
  kernel: tf.Tensor | tf.TensorLike;
  /** [units, gates units]. Finite: a step without a state before it leaves the product out. */
  recurrentKernel: tf.Tensor | tf.TensorLike;
  /** [gates units]. Default none. */
  bias?: tf.Tensor | tf.TensorLike;
  /** [gates units], the second bias of PyTorch (`bias_hh`). Default none. */
  recurrentBias?: tf.Tensor | tf.TensorLike;
}

/** States before the first step. With two directions the columns of the second follow those of the first. */
export interface InitialState {
  /** [batch, units]. */
  hidden: tf.Tensor | tf.TensorLike;
  /** [batch, units]; for an LSTM only, which has zeros without it. */
  carry?: tf.Tensor | tf.TensorLike;
}

/** Options of every recurrent function. */
export interface RecurrentOptions {
  /** Zeros by default. */
  initialState?: InitialState;
  /** True for the states of all steps, false (default) for the last one. */
  returnSequences?: boolean;
  /** Non-linearity of the state. Default `tanh`. */
  activation?: Squashing;
}

/** The result together with the states after the last step. */
export interface RecurrentResult {
  output: tf.Tensor;
  /** [batch, units]. */
  hidden: tf.Tensor;
  /** [batch, units]; for an LSTM only. */
  carry?: tf.Tensor;
}

/** How the results of two directions become one. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave';

const mergeModes: readonly MergeMode[] = ['concat', 'sum', 'mul', 'ave'];

interface Call extends RecurrentOptions {
  cell: Cell;
  gate: Squashing;
  reverse?: boolean;
}

/** Requires a known function. @throws ConfigError naming all. */
export function requireSquashing(value: Squashing, argument: string, op: string): Squashing {
  if (squashings.includes(value)) return value;
  throw new ConfigError({
    code: 'tensor/recurrent-activation',
    argument,
    message: `${op}: ${argument} "${value}" is unknown. Choose one of ${squashings.join(', ')}.`,
  });
}

/** Checks one direction. Biases that only ever meet in a sum are added here, once. */
function checkedWeights(
  weights: RecurrentWeights,
  inputs: number,
  units: number,
  cell: Cell,
  prefix: string,
  op: string,
): DirectionWeights<tf.Tensor> {
  const width = gateCounts[cell] * units;
  const kernel = floatTensor(weights.kernel, `${prefix}kernel`, op);
  const recurrentKernel = floatTensor(weights.recurrentKernel, `${prefix}recurrentKernel`, op);
  requireShape(recurrentKernel, [units, width], `${prefix}recurrentKernel`, op);
  requireShape(kernel, [inputs, width], `${prefix}kernel`, op);
  const [bias, recurrentBias] = (['bias', 'recurrentBias'] as const).map((name) => {
    const value = weights[name];
    if (value === undefined) return undefined;
    const tensor = floatTensor(value, `${prefix}${name}`, op);
    requireShape(tensor, [width], `${prefix}${name}`, op);
    return tensor;
  });
  if (cell === 'gruAfter') return { kernel, recurrentKernel, bias, recurrentBias };
  return {
    kernel,
    recurrentKernel,
    bias: bias && recurrentBias ? tf.add(bias, recurrentBias) : (bias ?? recurrentBias),
  };
}

function checkedState(
  state: tf.Tensor | tf.TensorLike | undefined,
  shape: number[],
  argument: string,
  op: string,
): tf.Tensor | undefined {
  if (state === undefined) return undefined;
  const tensor = floatTensor(state, argument, op);
  requireShape(tensor, shape, argument, op);
  return tensor;
}

function run(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  weights: Array<[prefix: string, RecurrentWeights]>,
  call: Call,
  output: RecurrentAttributes['output'],
): tf.Tensor {
  const input = floatTensor(x, 'x', op);
  if (input.rank !== 3) {
    throw new ShapeError({
      code: 'tensor/rank',
      argument: 'x',
      message: `${op}: x must have shape [batch, time, inputs], got [${input.shape}]. Reshape it first.`,
    });
  }
  const [batch, , inputs] = input.shape as [number, number, number];
  const recurrentShape = floatTensor(weights[0][1].recurrentKernel, 'recurrentKernel', op).shape;
  const [units] = recurrentShape;
  if (recurrentShape.length !== 2 || units === 0) {
    throw new ShapeError({
      code: 'tensor/shape',
      argument: 'recurrentKernel',
      message: `${op}: recurrentKernel must have shape [units, gates * units] with at least one unit, got [${recurrentShape}].`,
    });
  }
  const { cell, gate, reverse = false, initialState } = call;
  const [first, second] = weights.map(([prefix, given]) => checkedWeights(given, inputs, units, cell, prefix, op));
  const stateShape = [batch, units * weights.length];
  const activation = requireSquashing(call.activation ?? 'tanh', 'activation', op);
  requireSquashing(gate, 'recurrentActivation', op);
  return runRecurrent(
    {
      x: input,
      ...first,
      hidden: checkedState(initialState?.hidden, stateShape, 'initialState.hidden', op),
      carry: cell === 'lstm' ? checkedState(initialState?.carry, stateShape, 'initialState.carry', op) : undefined,
      backwardKernel: second?.kernel,
      backwardRecurrentKernel: second?.recurrentKernel,
      backwardBias: second?.bias,
      backwardRecurrentBias: second?.recurrentBias,
    },
    { cell, reverse, output, gate, activation },
  );
}

/** One direction, without the final states. */
export function callRecurrent(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  weights: RecurrentWeights,
  call: Call,
): tf.Tensor {
  return tf.tidy(() => run(op, x, [['', weights]], call, call.returnSequences ? 'sequence' : 'last'));
}

function withStates(packed: tf.Tensor, cell: Cell, returnSequences: boolean | undefined): RecurrentResult {
  const [batch, rows, columns] = packed.shape as [number, number, number];
  const steps = rows - (cell === 'lstm' ? 2 : 1);
  const state = (row: number): tf.Tensor =>
    tf.slice(packed, [0, row, 0], [batch, 1, columns]).reshape([batch, columns]);
  const hidden = state(steps);
  const output = returnSequences ? tf.slice(packed, [0, 0, 0], [batch, steps, columns]) : hidden.clone();
  return cell === 'lstm' ? { output, hidden, carry: state(steps + 1) } : { output, hidden };
}

/** One direction, with the final states. */
export function callRecurrentWithState(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  weights: RecurrentWeights,
  call: Call,
): RecurrentResult {
  const named = tf.tidy(() => {
    const result = withStates(run(op, x, [['', weights]], call, 'all'), call.cell, call.returnSequences);
    return result as unknown as tf.NamedTensorMap;
  });
  return named as unknown as RecurrentResult;
}

/** Two directions in one op; the second reads the sequence from its end. */
export function callBidirectional(
  op: string,
  x: tf.Tensor | tf.TensorLike,
  { forward, backward }: { forward: RecurrentWeights; backward: RecurrentWeights },
  { mergeMode = 'concat', ...call }: Call & { mergeMode?: MergeMode },
): tf.Tensor {
  if (!mergeModes.includes(mergeMode)) {
    throw new ConfigError({
      code: 'tensor/merge-mode',
      argument: 'mergeMode',
      message: `${op}: mergeMode "${mergeMode}" is unknown. Choose one of ${mergeModes.join(', ')}.`,
    });
  }
  return tf.tidy(() => {
    const weights: Array<[string, RecurrentWeights]> = [
      ['forward.', forward],
      ['backward.', backward],
    ];
    const both = run(op, x, weights, call, call.returnSequences ? 'sequence' : 'last');
    if (mergeMode === 'concat') return both;
    const [ahead, back] = tf.split(both, 2, -1);
    if (mergeMode === 'mul') return tf.mul(ahead, back);
    const sum = tf.add(ahead, back);
    return mergeMode === 'sum' ? sum : tf.mul(sum, 0.5);
  });
}
