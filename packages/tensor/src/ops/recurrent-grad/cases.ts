import type { OpCases, OracleTensor } from '../../testing/op-cases';
import { zeros } from '../../testing/op-cases';
import { fillRecurrent, recurrentCase, recurrentCaseList, scalarSquash, simulate } from '../recurrent/cases';
import { gateCounts, outputShape, type RecurrentAttributes, runsBackwards, type Squashing } from '../recurrent/cells';

type Inputs = Record<string, OracleTensor>;

const slope: Record<Squashing, (y: number) => number> = {
  linear: () => 1,
  relu: (y) => (y > 0 ? 1 : 0),
  tanh: (y) => 1 - y * y,
  sigmoid: (y) => y * (1 - y),
  hardSigmoid: (y) => (y > 0 && y < 1 ? 0.2 : 0),
};

/** Results of one direction; the gradients of the states are columns of those of both. */
interface Direction {
  outputs: OracleTensor[];
  dHidden: Float64Array;
  dCarry: Float64Array;
}

/** Backpropagation through time in float64, one row of the batch after the other. */
export function oracleBackward(inputs: Inputs, attributes: RecurrentAttributes, direction: number): Direction {
  const { cell, output } = attributes;
  const [gate, act] = [slope[attributes.gate], slope[attributes.activation]];
  const { x, dy, sequence } = inputs;
  const own = (name: string): OracleTensor =>
    inputs[direction === 0 ? name : `backward${name[0].toUpperCase()}${name.slice(1)}`];
  const recurrent = own('recurrentKernel');
  const [batch, steps, inputSize] = x.shape;
  const [units, width] = recurrent.shape;
  const columns = sequence.shape[2];
  const dz = zeros([batch, steps, width]);
  const [dKernel, dRecurrent] = [zeros([inputSize, width]), zeros([units, width])];
  const [dBias, dRecurrentBias] = [zeros([width]), zeros([width])];
  const made: Direction = {
    outputs: [dz, dKernel, dRecurrent, dBias, ...(cell === 'gruAfter' ? [dRecurrentBias] : [])],
    dHidden: new Float64Array(batch * units),
    dCarry: new Float64Array(batch * units),
  };
  const dyRows = output === 'last' ? 1 : dy.shape[1];
  const each = Array.from({ length: units }, (_, unit) => unit);
  for (let row = 0; row < batch; row++) {
    const incoming = (at: number, unit: number): number =>
      dy.values[(row * dyRows + at) * columns + direction * units + unit];
    const initial = (name: string): number[] =>
      each.map((unit) => inputs[name]?.values[row * columns + direction * units + unit] ?? 0);
    let dHidden = each.map((unit) => (output === 'sequence' ? 0 : incoming(output === 'all' ? steps : 0, unit)));
    const dCarry = each.map((unit) => (output === 'all' && cell === 'lstm' ? incoming(steps + 1, unit) : 0));
    for (let count = steps - 1; count >= 0; count--) {
      const backwards = runsBackwards(attributes, direction);
      const t = backwards ? steps - 1 - count : count;
      const at = row * steps + t;
      const previous = backwards ? at + 1 : at - 1;
      const value = (g: number, unit: number): number =>
        cell === 'simple'
          ? sequence.values[at * columns + direction * units + unit]
          : own('gates').values[at * width + g * units + unit];
      const extra = (place: number): number[] => each.map((unit) => own('extra').values[place * units + unit]);
      const before =
        count === 0
          ? initial('hidden')
          : each.map((unit) => sequence.values[previous * columns + direction * units + unit]);
      const d = each.map((unit) => dHidden[unit] + (output === 'last' ? 0 : incoming(t, unit)));
      /** Gradient of the input products and of the recurrent products, and what the latter multiplied, per gate. */
      const dInput = new Float64Array(width);
      const dProduct = new Float64Array(width);
      const put = (g: number, unit: number, gradient: number, product = gradient): void => {
        dInput[g * units + unit] = gradient;
        dProduct[g * units + unit] = product;
      };
      const back = (from: number, to: number): number[] =>
        each.map((unit) => {
          let sum = 0;
          for (let column = from * units; column < to * units; column++) {
            sum += dProduct[column] * recurrent.values[unit * width + column];
          }
          return sum;
        });
      let multiplied = before;
      if (cell === 'simple') {
        for (const unit of each) put(0, unit, d[unit] * act(value(0, unit)));
        dHidden = back(0, 1);
      } else if (cell === 'lstm') {
        const carry = extra(at);
        const carryBefore = count === 0 ? initial('carry') : extra(previous);
        for (const unit of each) {
          const out = scalarSquash[attributes.activation](carry[unit]);
          const [i, f, g, o] = [0, 1, 2, 3].map((index) => value(index, unit));
          const dc = dCarry[unit] + d[unit] * o * act(out);
          put(0, unit, dc * g * gate(i));
          put(1, unit, dc * carryBefore[unit] * gate(f));
          put(2, unit, dc * i * act(g));
          put(3, unit, d[unit] * out * gate(o));
          dCarry[unit] = dc * f;
        }
        dHidden = back(0, 4);
      } else {
        const inner = extra(at);
        const after = cell === 'gruAfter';
        for (const unit of each) {
          const [z, r, n] = [0, 1, 2].map((index) => value(index, unit));
          const dn = d[unit] * (1 - z) * act(n);
          put(0, unit, d[unit] * (before[unit] - n) * gate(z));
          put(2, unit, dn, after ? dn * r : dn);
          if (after) put(1, unit, dn * inner[unit] * gate(r));
        }
        const direct = each.map((unit) => d[unit] * value(0, unit));
        if (after) {
          const returned = back(0, 3);
          dHidden = each.map((unit) => direct[unit] + returned[unit]);
        } else {
          const ds = back(2, 3);
          for (const unit of each) put(1, unit, ds[unit] * before[unit] * gate(value(1, unit)));
          const returned = back(0, 2);
          dHidden = each.map((unit) => direct[unit] + ds[unit] * value(1, unit) + returned[unit]);
          multiplied = inner;
        }
      }
      for (let column = 0; column < width; column++) {
        dz.values[at * width + column] = dInput[column];
        dBias.values[column] += dInput[column];
        dRecurrentBias.values[column] += dProduct[column];
        for (let i = 0; i < inputSize; i++) {
          dKernel.values[i * width + column] += x.values[at * inputSize + i] * dInput[column];
        }
        const factor = column >= 2 * units && cell !== 'lstm' ? multiplied : before;
        for (const unit of each) dRecurrent.values[unit * width + column] += factor[unit] * dProduct[column];
      }
    }
    made.dHidden.set(dHidden, row * units);
    made.dCarry.set(dCarry, row * units);
  }
  return made;
}

function oracle(inputs: Inputs, attributes: RecurrentAttributes): OracleTensor[] {
  const directions = [oracleBackward(inputs, attributes, 0)];
  if (inputs.backwardRecurrentKernel) directions.push(oracleBackward(inputs, attributes, 1));
  const outputs = directions.flatMap((direction) => direction.outputs);
  for (const [name, part] of [
    ['hidden', 'dHidden'],
    ['carry', 'dCarry'],
  ] as const) {
    if (!inputs[name]) continue;
    const state = zeros(inputs[name].shape);
    const units = inputs.recurrentKernel.shape[0];
    state.values.forEach((_, index) => {
      const [row, column] = [Math.floor(index / state.shape[1]), index % state.shape[1]];
      state.values[index] = directions[Math.floor(column / units)][part][row * units + (column % units)];
    });
    outputs.push(state);
  }
  return outputs;
}

export const recurrentGradCases: OpCases<RecurrentAttributes> = {
  op: 'RecurrentGrad',
  // The kernels come first, because the kept values are computed from them.
  cases: [...recurrentCaseList, recurrentCase([2, 2, 1], 67, { cell: 'lstm' })].map(({ shapes, attributes }) => {
    const [batch, steps] = shapes.x;
    const [units] = shapes.recurrentKernel;
    const two = shapes.backwardKernel !== undefined;
    const columns = two ? 2 * units : units;
    const gates = [batch, steps, gateCounts[attributes.cell] * units];
    const stored = { gates, extra: [batch, steps, units] };
    const storedBack = { backwardGates: gates, backwardExtra: [batch, steps, units] };
    const keptGates: Record<string, number[]> =
      attributes.cell === 'simple' ? {} : two ? { ...stored, ...storedBack } : stored;
    return {
      shapes: {
        ...shapes,
        dy: outputShape(attributes, batch, steps, columns),
        sequence: [batch, steps, columns],
        ...keptGates,
      },
      attributes,
    };
  }),
  fill(input, normal, inputs, attributes) {
    if (input === 'gates' || input === 'extra') return simulate(inputs, attributes, 0)[input];
    if (input === 'backwardGates') return simulate(inputs, attributes, 1).gates;
    if (input === 'backwardExtra') return simulate(inputs, attributes, 1).extra;
    if (input !== 'sequence') return fillRecurrent(input, normal);
    const [units] = inputs.recurrentKernel.shape;
    const directions = inputs.backwardKernel ? [0, 1] : [0];
    const hidden = directions.map((direction) => simulate(inputs, attributes, direction).hidden);
    return normal.map((_, index) => {
      const [place, column] = [Math.floor(index / (units * hidden.length)), index % (units * hidden.length)];
      return hidden[Math.floor(column / units)][place * units + (column % units)];
    });
  },
  everyOnWebgpu: 1000,
  oracle,
};
