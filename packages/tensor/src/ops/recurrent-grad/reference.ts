// Backward pass of recurrent cells from stock ops, from what the forward pass kept.
import * as tf from '@tensorflow/tfjs';
import { gateCounts, type RecurrentAttributes, runsBackwards, type Squashing } from '../recurrent/cells';

/** What the forward pass kept; `extra` is absent for a simple cell. */
export type RecurrentGradInputs = {
  x: tf.Tensor;
  recurrentKernel: tf.Tensor;
  backwardRecurrentKernel?: tf.Tensor;
  hidden?: tf.Tensor;
  carry?: tf.Tensor;
  dy: tf.Tensor;
  /** Hidden states [batch, time, directions units]. */
  sequence?: tf.Tensor;
  /** Activated gates [batch, time, gates units]; absent for a simple cell, whose state is its gate. */
  gates?: tf.Tensor;
  /** Carries of an LSTM, or what the third gate of a GRU multiplies, [batch, time, units]. */
  extra?: tf.Tensor;
  backwardGates?: tf.Tensor;
  backwardExtra?: tf.Tensor;
  /** All of that in one array, as the WebGPU loop keeps it; then the others are absent. */
  packed?: tf.Tensor;
};

/** Names of the results, in order: those of the inputs they belong to, and the gradients before the activations. */
export function recurrentGradNames(
  inputs: { backwardRecurrentKernel?: unknown; hidden?: unknown; carry?: unknown },
  { cell }: RecurrentAttributes,
): string[] {
  const names = ['dGates', 'kernel', 'recurrentKernel', 'bias'];
  if (cell === 'gruAfter') names.push('recurrentBias');
  if (inputs.backwardRecurrentKernel) {
    names.push('dBackwardGates', 'backwardKernel', 'backwardRecurrentKernel', 'backwardBias');
    if (cell === 'gruAfter') names.push('backwardRecurrentBias');
  }
  if (inputs.hidden) names.push('hidden');
  if (inputs.carry) names.push('carry');
  return names;
}

/** The derivative of a squashing, from the value it returned. */
const slopes: Record<Squashing, (y: tf.Tensor) => tf.Tensor> = {
  linear: (y) => tf.onesLike(y),
  relu: (y) => tf.step(y),
  tanh: (y) => tf.sub(1, tf.square(y)),
  sigmoid: (y) => tf.mul(y, tf.sub(1, y)),
  hardSigmoid: (y) => tf.mul(tf.mul(tf.step(y), tf.step(tf.sub(1, y))), 0.2),
};

const activate: Record<Squashing, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  hardSigmoid: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
};

interface Step {
  gates: tf.Tensor[];
  extra?: tf.Tensor;
  hiddenBefore: tf.Tensor;
  carryBefore: tf.Tensor;
  dHidden: tf.Tensor;
  dCarry: tf.Tensor;
}

interface StepGradients {
  /** Before the activations, as the input product sees them; `dRecurrent` as the recurrent product does. */
  dGates: tf.Tensor;
  dRecurrent: tf.Tensor;
  dHidden: tf.Tensor;
  dCarry: tf.Tensor;
}

function times(...factors: tf.Tensor[]): tf.Tensor {
  return factors.reduce((left, right) => tf.mul(left, right));
}

function backThroughStep(
  recurrentKernel: tf.Tensor,
  { gates, extra, hiddenBefore, carryBefore, dHidden, dCarry }: Step,
  { cell, gate, activation }: RecurrentAttributes,
): StepGradients {
  const gateSlope = slopes[gate];
  const slope = slopes[activation];
  const back = (d: tf.Tensor, kernel = recurrentKernel): tf.Tensor => tf.matMul(d, kernel, false, true);
  if (cell === 'simple') {
    const d = tf.mul(dHidden, slope(gates[0]));
    return { dGates: d, dRecurrent: d, dHidden: back(d), dCarry };
  }
  if (cell === 'lstm') {
    const [i, f, g, o] = gates;
    const out = activate[activation](extra!);
    const dc = tf.add(dCarry, times(dHidden, o, slope(out)));
    const d = tf.concat(
      [
        times(dc, g, gateSlope(i)),
        times(dc, carryBefore, gateSlope(f)),
        times(dc, i, slope(g)),
        times(dHidden, out, gateSlope(o)),
      ],
      1,
    );
    return { dGates: d, dRecurrent: d, dHidden: back(d), dCarry: tf.mul(dc, f) };
  }
  const [z, r, n] = gates;
  const [units] = recurrentKernel.shape as [number, number];
  const dz = times(dHidden, tf.sub(hiddenBefore, n), gateSlope(z));
  const dn = times(dHidden, tf.sub(1, z), slope(n));
  const direct = tf.mul(dHidden, z);
  if (cell === 'gruAfter') {
    const dr = times(dn, extra!, gateSlope(r));
    const dRecurrent = tf.concat([dz, dr, tf.mul(dn, r)], 1);
    return {
      dGates: tf.concat([dz, dr, dn], 1),
      dRecurrent,
      dHidden: tf.add(direct, back(dRecurrent)),
      dCarry,
    };
  }
  const [gateKernel, stateKernel] = tf.split(recurrentKernel, [2 * units, units], 1);
  const ds = back(dn, stateKernel);
  const dr = times(ds, hiddenBefore, gateSlope(r));
  const dGates = tf.concat([dz, dr, dn], 1);
  const dBefore = tf.addN([direct, tf.mul(ds, r), back(tf.concat([dz, dr], 1), gateKernel)]);
  return { dGates, dRecurrent: dGates, dHidden: dBefore, dCarry };
}

interface DirectionGradients {
  outputs: tf.Tensor[];
  states: tf.Tensor[];
}

function backThroughDirection(
  inputs: RecurrentGradInputs,
  direction: number,
  attributes: RecurrentAttributes,
): DirectionGradients {
  const { x, dy, sequence, hidden, carry } = inputs;
  const { cell, output } = attributes;
  const recurrentKernel = direction === 0 ? inputs.recurrentKernel : inputs.backwardRecurrentKernel!;
  const gates = direction === 0 ? inputs.gates : inputs.backwardGates;
  const extra = direction === 0 ? inputs.extra : inputs.backwardExtra;
  const [batch, steps, inputSize] = x.shape;
  const [units, width] = recurrentKernel.shape;
  const columnsOf = (tensor: tf.Tensor): tf.Tensor =>
    tf.slice(
      tensor,
      tensor.shape.map((_, axis) => (axis === tensor.rank - 1 ? direction * units : 0)),
      [...tensor.shape.slice(0, -1), units],
    );
  const zeros = tf.zeros([batch, units]);
  const initial = hidden ? columnsOf(hidden) : zeros;
  const initialCarry = carry ? columnsOf(carry) : zeros;
  const own = columnsOf(dy);
  const rows = output === 'last' ? [] : tf.unstack(own, 1);
  let dHidden = output === 'last' ? own : output === 'all' ? rows[steps] : zeros;
  let dCarry = output === 'all' && cell === 'lstm' ? rows[steps + 1] : zeros;
  const states = steps === 0 ? [] : tf.unstack(columnsOf(sequence!), 1);
  const activated = steps === 0 ? [] : tf.unstack(cell === 'simple' ? columnsOf(sequence!) : gates!, 1);
  const extras = extra && steps > 0 ? tf.unstack(extra, 1) : [];
  const order = Array.from({ length: steps }, (_, index) =>
    runsBackwards(attributes, direction) ? steps - 1 - index : index,
  );
  const dGates: tf.Tensor[] = [];
  const dRecurrents: tf.Tensor[] = [];
  const factors: tf.Tensor[] = [];
  for (let count = steps - 1; count >= 0; count--) {
    const t = order[count];
    const hiddenBefore = count === 0 ? initial : states[order[count - 1]];
    const step = backThroughStep(
      recurrentKernel,
      {
        gates: tf.split(activated[t], gateCounts[cell], 1),
        extra: extras[t],
        hiddenBefore,
        carryBefore: count === 0 || cell !== 'lstm' ? initialCarry : extras[order[count - 1]],
        dHidden: rows.length > 0 ? tf.add(dHidden, rows[t]) : dHidden,
        dCarry,
      },
      attributes,
    );
    ({ dHidden, dCarry } = step);
    dGates[t] = step.dGates;
    dRecurrents[t] = step.dRecurrent;
    factors[t] = hiddenBefore;
  }
  const flat = (list: tf.Tensor[], columns: number): tf.Tensor =>
    batch * steps === 0 ? tf.zeros([0, columns]) : tf.reshape(tf.stack(list, 1), [batch * steps, columns]);
  const d = flat(dGates, width);
  const dRecurrent = flat(dRecurrents, width);
  const before = flat(factors, units);
  const product = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.matMul(left, right, true);
  let dRecurrentKernel = product(before, dRecurrent);
  if (cell === 'gruBefore') {
    const inner = batch * steps === 0 ? tf.zeros([0, units]) : tf.reshape(extra!, [batch * steps, units]);
    const [gatePart, statePart] = tf.split(d, [2 * units, units], 1);
    dRecurrentKernel = tf.concat([product(before, gatePart), product(inner, statePart)], 1);
  }
  const outputs = [
    tf.reshape(d, [batch, steps, width]),
    product(tf.reshape(x, [batch * steps, inputSize]), d),
    dRecurrentKernel,
    tf.sum(d, 0),
  ];
  if (cell === 'gruAfter') outputs.push(tf.sum(dRecurrent, 0));
  return { outputs, states: [dHidden, dCarry] };
}

/** The results in the order of `recurrentGradNames`. */
export function recurrentGradReference(inputs: RecurrentGradInputs, attributes: RecurrentAttributes): tf.Tensor[] {
  const directions = [backThroughDirection(inputs, 0, attributes)];
  if (inputs.backwardRecurrentKernel) directions.push(backThroughDirection(inputs, 1, attributes));
  const joined = [0, 1].map((state) =>
    tf.concat(
      directions.map(({ states }) => states[state]),
      1,
    ),
  );
  const wanted = [inputs.hidden, inputs.carry];
  return [...directions.flatMap(({ outputs }) => outputs), ...joined.filter((_, state) => wanted[state] !== undefined)];
}
