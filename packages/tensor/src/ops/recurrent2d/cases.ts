import { type OpCase, type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import { fillRecurrent, type OracleDirection, simulate } from '../recurrent/cases';
import { type Cell, cells, gateCounts, type RecurrentAttributes, type Squashing } from '../recurrent/cells';
import {
  type Chain,
  chainsOf,
  columnsOf,
  firstColumn,
  pixelOf,
  type Recurrent2dAttributes,
  sequencesOf,
  type Union2d,
} from './chains';

type Inputs = Record<string, OracleTensor>;

/** Copies between an image and the sequences of a chain; `from` and `to` are first channels. */
export function eachPixel(
  image: readonly number[],
  { vertical }: Chain,
  visit: (pixel: number, place: number) => void,
): void {
  const [count, steps] = sequencesOf(image, vertical);
  for (let sequence = 0; sequence < count; sequence++) {
    for (let step = 0; step < steps; step++) visit(pixelOf(image, vertical, sequence, step), sequence * steps + step);
  }
}

/** Channels [first, first + size) of an image as the sequences of a chain. */
export function sequencesFrom(image: OracleTensor, chain: Chain, first: number, size: number): OracleTensor {
  const channels = image.shape[3];
  const sequences = zeros([...sequencesOf(image.shape, chain.vertical), size]);
  eachPixel(image.shape, chain, (pixel, place) => {
    const from = pixel * channels + first;
    sequences.values.set(image.values.subarray(from, from + size), place * size);
  });
  return sequences;
}

/** Inputs of one chain as those of a recurrence over sequences. */
export function chainInputs(inputs: Inputs, chains: Chain[], index: number): Inputs {
  const { x, kernel, recurrentKernel } = inputs;
  const [count, units, width] = recurrentKernel.shape;
  const inputSize = x.shape[3];
  const part = ({ values }: OracleTensor): OracleTensor => ({
    shape: [width],
    values: values.subarray(index * width, (index + 1) * width),
  });
  const own = zeros([inputSize, width]);
  own.values.forEach((_, at) => {
    own.values[at] = kernel.values[Math.floor(at / width) * count * width + index * width + (at % width)];
  });
  const size = units * width;
  return {
    x: sequencesFrom(x, chains[index], 0, inputSize),
    kernel: own,
    recurrentKernel: {
      shape: [units, width],
      values: recurrentKernel.values.subarray(index * size, (index + 1) * size),
    },
    ...(inputs.bias && { bias: part(inputs.bias) }),
    ...(inputs.recurrentBias && { recurrentBias: part(inputs.recurrentBias) }),
  };
}

/** Attributes of a chain as those of a recurrence over sequences. */
export function chainAttributes(
  { cell, gate, activation }: Recurrent2dAttributes,
  { backwards }: Chain,
): RecurrentAttributes {
  return { cell, gate, activation, reverse: backwards, output: 'sequence' };
}

/** Every chain in float64, one after the other. */
export function simulateChains(inputs: Inputs, attributes: Recurrent2dAttributes): OracleDirection[] {
  const chains = chainsOf(attributes);
  return chains.map((chain, index) =>
    simulate(chainInputs(inputs, chains, index), chainAttributes(attributes, chain), 0),
  );
}

function oracle(inputs: Inputs, attributes: Recurrent2dAttributes): OracleTensor[] {
  const { shape } = inputs.x;
  const [, units] = inputs.recurrentKernel.shape;
  const columns = columnsOf(attributes, units);
  const y = zeros([...shape.slice(0, 3), columns]);
  const chains = chainsOf(attributes);
  simulateChains(inputs, attributes).forEach(({ hidden }, index) => {
    const first = firstColumn(attributes, index, units);
    eachPixel(shape, chains[index], (pixel, place) => {
      for (let unit = 0; unit < units; unit++) {
        y.values[pixel * columns + first + unit] += hidden[place * units + unit];
      }
    });
  });
  return [y];
}

interface Chosen {
  cell: Cell;
  union?: Union2d;
  bidirectional?: boolean;
  bias?: boolean;
  gate?: Squashing;
  activation?: Squashing;
  nested?: boolean;
}

/** One case: [batch, height, width, inputs] and units. */
export function recurrent2dCase(
  image: [number, number, number, number],
  units: number,
  { cell, union = 'cat', bidirectional = true, bias = true, ...rest }: Chosen,
): OpCase<Recurrent2dAttributes> {
  const { gate = 'sigmoid', activation = 'tanh', nested = false } = rest;
  const attributes = { cell, union, bidirectional, gate, activation };
  const chains = chainsOf(attributes).length;
  const width = gateCounts[cell] * units;
  return {
    shapes: {
      x: image,
      kernel: [image[3], chains * width],
      recurrentKernel: [chains, units, width],
      ...(bias && { bias: [chains * width] }),
      ...(bias && cell === 'gruAfter' && { recurrentBias: [chains * width] }),
    },
    attributes,
    nested,
  };
}

/** Cases of all cells: every union, one pixel, one row, one column, more rows than a block, no pixels, no channels. */
export const recurrent2dCaseList: Array<OpCase<Recurrent2dAttributes>> = [
  ...cells.flatMap((cell) => [
    recurrent2dCase([2, 3, 2, 3], 5, { cell }),
    recurrent2dCase([1, 2, 5, 2], 3, { cell, union: 'add', bias: false }),
    recurrent2dCase([2, 4, 3, 1], 1, { cell, union: 'vertical', bidirectional: false }),
    recurrent2dCase([1, 3, 4, 2], 4, { cell, union: 'horizontal', gate: 'hardSigmoid' }),
  ]),
  recurrent2dCase([1, 2, 2, 2], 2, { cell: 'lstm', nested: true }),
  recurrent2dCase([3, 2, 1, 2], 8, { cell: 'lstm', bidirectional: false }),
  recurrent2dCase([1, 1, 1, 3], 6, { cell: 'gruAfter', union: 'add', bidirectional: false }),
  recurrent2dCase([2, 1, 7, 1], 9, { cell: 'simple', activation: 'relu' }),
  recurrent2dCase([27, 2, 3, 1], 2, { cell: 'lstm', union: 'add' }),
  recurrent2dCase([26, 2, 2, 1], 3, { cell: 'gruAfter' }),
  recurrent2dCase([25, 2, 2, 1], 1, { cell: 'gruBefore', union: 'vertical' }),
  recurrent2dCase([1, 51, 2, 1], 2, { cell: 'simple' }),
  recurrent2dCase([0, 2, 2, 2], 3, { cell: 'lstm' }),
  recurrent2dCase([2, 0, 3, 2], 3, { cell: 'lstm', union: 'add' }),
  recurrent2dCase([2, 3, 0, 2], 3, { cell: 'gruAfter' }),
  recurrent2dCase([1, 2, 2, 0], 3, { cell: 'lstm' }),
];

export const recurrent2dCases: OpCases<Recurrent2dAttributes> = {
  op: 'Recurrent2d',
  differentiable: ['x', 'kernel', 'recurrentKernel', 'bias', 'recurrentBias'],
  cases: recurrent2dCaseList,
  fill: fillRecurrent,
  everyOnWebgpu: 1000,
  oracle,
};
