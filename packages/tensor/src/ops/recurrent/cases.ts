import { type OpCase, type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import {
  type Cell,
  cells,
  gateCounts,
  outputShape,
  type RecurrentAttributes,
  type RecurrentOutput,
  runsBackwards,
  type Squashing,
  stateCount,
} from './cells';

/** The functions of gates and states in float64. */
export const scalarSquash: Record<Squashing, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
};

/** What one direction computes; arrays as the WASM kernel lays them out. */
export interface OracleDirection {
  /** [batch, time, gates units], activated. */
  gates: Float64Array;
  /** [batch, time, units]: carries, or what the third gate of a GRU multiplies. */
  extra: Float64Array;
  /** [batch, time, units]. */
  hidden: Float64Array;
  finalHidden: Float64Array;
  finalCarry: Float64Array;
}

type Inputs = Record<string, OracleTensor>;

/** One direction in float64, one unit at a time. */
export function simulate(inputs: Inputs, attributes: RecurrentAttributes, direction: number): OracleDirection {
  const { cell } = attributes;
  const [gate, act] = [scalarSquash[attributes.gate], scalarSquash[attributes.activation]];
  const own = (name: string): OracleTensor | undefined =>
    inputs[direction === 0 ? name : `backward${name[0].toUpperCase()}${name.slice(1)}`];
  const [kernel, recurrent] = [own('kernel')!, own('recurrentKernel')!];
  const [batch, steps, inputSize] = inputs.x.shape;
  const [units, width] = recurrent.shape;
  const state = (name: string, row: number, unit: number): number => {
    const tensor = inputs[name];
    return tensor ? tensor.values[row * tensor.shape[1] + direction * units + unit] : 0;
  };
  const bias = (name: string, column: number): number => own(name)?.values[column] ?? 0;
  const made: OracleDirection = {
    gates: new Float64Array(batch * steps * width),
    extra: new Float64Array(batch * steps * units),
    hidden: new Float64Array(batch * steps * units),
    finalHidden: new Float64Array(batch * units),
    finalCarry: new Float64Array(batch * units),
  };
  for (let row = 0; row < batch; row++) {
    let hidden = Array.from({ length: units }, (_, unit) => state('hidden', row, unit));
    let carry = Array.from({ length: units }, (_, unit) => state('carry', row, unit));
    for (let count = 0; count < steps; count++) {
      const t = runsBackwards(attributes, direction) ? steps - 1 - count : count;
      const at = row * steps + t;
      const fromInput = (column: number): number => {
        let sum = bias('bias', column);
        for (let i = 0; i < inputSize; i++) {
          sum += inputs.x.values[at * inputSize + i] * kernel.values[i * width + column];
        }
        return sum;
      };
      const fromState = (values: number[], column: number): number =>
        values.reduce((sum, value, unit) => sum + value * recurrent.values[unit * width + column], 0);
      const before = hidden;
      const put = (g: number, unit: number, value: number): number => {
        made.gates[at * width + g * units + unit] = value;
        return value;
      };
      const direct = (g: number, unit: number): number =>
        gate(
          fromInput(g * units + unit) +
            fromState(before, g * units + unit) +
            (cell === 'gruAfter' ? bias('recurrentBias', g * units + unit) : 0),
        );
      const each = Array.from({ length: units }, (_, unit) => unit);
      if (cell === 'simple') {
        hidden = each.map((unit) => put(0, unit, act(fromInput(unit) + fromState(before, unit))));
      } else if (cell === 'lstm') {
        carry = each.map((unit) => {
          const g = put(2, unit, act(fromInput(2 * units + unit) + fromState(before, 2 * units + unit)));
          return put(1, unit, direct(1, unit)) * carry[unit] + put(0, unit, direct(0, unit)) * g;
        });
        hidden = each.map((unit) => put(3, unit, direct(3, unit)) * act(carry[unit]));
        made.extra.set(carry, at * units);
      } else {
        const z = each.map((unit) => put(0, unit, direct(0, unit)));
        const r = each.map((unit) => put(1, unit, direct(1, unit)));
        const reset = each.map((unit) => r[unit] * before[unit]);
        const inner = each.map((unit) =>
          cell === 'gruAfter'
            ? fromState(before, 2 * units + unit) + bias('recurrentBias', 2 * units + unit)
            : reset[unit],
        );
        made.extra.set(inner, at * units);
        hidden = each.map((unit) => {
          const recurrentPart = cell === 'gruAfter' ? r[unit] * inner[unit] : fromState(reset, 2 * units + unit);
          const n = put(2, unit, act(fromInput(2 * units + unit) + recurrentPart));
          return z[unit] * before[unit] + (1 - z[unit]) * n;
        });
      }
      made.hidden.set(hidden, at * units);
    }
    made.finalHidden.set(hidden, row * units);
    made.finalCarry.set(carry, row * units);
  }
  return made;
}

function oracle(inputs: Inputs, attributes: RecurrentAttributes): OracleTensor[] {
  const [batch, steps] = inputs.x.shape;
  const [units] = inputs.recurrentKernel.shape;
  const directions = inputs.backwardKernel ? 2 : 1;
  const columns = units * directions;
  const y = zeros(outputShape(attributes, batch, steps, columns));
  const rows = attributes.output === 'last' ? 1 : y.shape[1];
  for (let direction = 0; direction < directions; direction++) {
    const made = simulate(inputs, attributes, direction);
    for (let row = 0; row < batch; row++) {
      const put = (source: Float64Array, from: number, to: number): void =>
        y.values.set(
          source.subarray(from * units, (from + 1) * units),
          (row * rows + to) * columns + direction * units,
        );
      if (attributes.output === 'last') {
        put(made.finalHidden, row, 0);
        continue;
      }
      for (let t = 0; t < steps; t++) put(made.hidden, row * steps + t, t);
      if (attributes.output === 'all') {
        put(made.finalHidden, row, steps);
        if (attributes.cell === 'lstm') put(made.finalCarry, row, steps + 1);
      }
    }
  }
  return [y];
}

interface Chosen {
  cell: Cell;
  output?: RecurrentOutput;
  reverse?: boolean;
  two?: boolean;
  states?: boolean;
  bias?: boolean;
  gate?: Squashing;
  activation?: Squashing;
  nested?: boolean;
}

/** One case: [batch, time, inputs] and units. */
export function recurrentCase(
  [batch, steps, inputSize]: [number, number, number],
  units: number,
  { cell, output = 'sequence', reverse = false, two = false, states = false, bias = true, ...rest }: Chosen,
): OpCase<RecurrentAttributes> {
  const { gate = 'sigmoid', activation = 'tanh', nested = false } = rest;
  const width = gateCounts[cell] * units;
  const columns = two ? 2 * units : units;
  return {
    shapes: {
      x: [batch, steps, inputSize],
      kernel: [inputSize, width],
      recurrentKernel: [units, width],
      ...(bias && { bias: [width] }),
      ...(bias && cell === 'gruAfter' && { recurrentBias: [width] }),
      ...(states && { hidden: [batch, columns] }),
      ...(states && stateCount(cell) === 2 && { carry: [batch, columns] }),
      ...(two && { backwardKernel: [inputSize, width], backwardRecurrentKernel: [units, width] }),
      ...(two && bias && { backwardBias: [width] }),
      ...(two && bias && cell === 'gruAfter' && { backwardRecurrentBias: [width] }),
    },
    attributes: { cell, output, reverse, gate, activation },
    nested,
  };
}

/** Cases of all cells: tails of every kind, both directions, states, all outputs, no steps, no rows. */
export const recurrentCaseList: Array<OpCase<RecurrentAttributes>> = [...cells]
  .reverse()
  .flatMap((cell) => [
    recurrentCase([1, 2, 3], 5, { cell, output: 'all', states: true }),
    recurrentCase([2, 2, 2], 3, { cell, nested: true }),
    recurrentCase([2, 3, 1], 8, { cell, output: 'last', two: true }),
    recurrentCase([3, 1, 4], 2, { cell, output: 'last', reverse: true, states: true }),
    recurrentCase([7, 2, 3], 1, { cell, reverse: true, bias: false }),
    recurrentCase([4, 2, 2], 4, { cell, output: 'all', two: true, states: true, reverse: true }),
    recurrentCase([50, 2, 1], 2, { cell, output: 'last' }),
    recurrentCase([5, 3, 2], 9, { cell, two: true, gate: 'hardSigmoid' }),
    recurrentCase([2, 3, 3], 6, { cell, activation: 'relu', gate: 'hardSigmoid', states: true }),
    recurrentCase([3, 2, 2], 7, { cell, activation: 'linear', output: 'all' }),
    recurrentCase([2, 0, 3], 3, { cell, output: 'all', states: true, two: true }),
    recurrentCase([2, 0, 3], 3, { cell, output: 'last' }),
    recurrentCase([0, 2, 3], 3, { cell, states: true }),
    recurrentCase([2, 2, 0], 3, { cell }),
  ]);

/** Weights small enough that gates stay out of saturation. */
export function fillRecurrent(input: string, normal: Float64Array): Float64Array {
  return /kernel/i.test(input) ? normal.map((value) => value * 0.4) : normal;
}

export const recurrentCases: OpCases<RecurrentAttributes> = {
  op: 'Recurrent',
  differentiable: [
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
  ],
  cases: recurrentCaseList,
  fill: fillRecurrent,
  everyOnWebgpu: 1000,
  oracle,
};
