import { type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import { fillRecurrent } from '../recurrent/cases';
import { oracleBackward } from '../recurrent-grad/cases';
import {
  chainAttributes,
  chainInputs,
  eachPixel,
  recurrent2dCase,
  recurrent2dCaseList,
  sequencesFrom,
  simulateChains,
} from '../recurrent2d/cases';
import { type Chain, chainsOf, columnsOf, firstColumn, type Recurrent2dAttributes } from '../recurrent2d/chains';

type Inputs = Record<string, OracleTensor>;

/** Puts the values of a chain, by sequence and step, into channels of an image. */
function toPixels(
  values: Float64Array,
  chain: Chain,
  image: OracleTensor,
  { first, size }: { first: number; size: number },
): void {
  eachPixel(image.shape, chain, (pixel, place) => {
    image.values.set(values.subarray(place * size, (place + 1) * size), pixel * image.shape[3] + first);
  });
}

function oracle(inputs: Inputs, attributes: Recurrent2dAttributes): OracleTensor[] {
  const { x, dy, states, gates, extra, recurrentKernel } = inputs;
  const [count, units, width] = recurrentKernel.shape;
  const inputSize = x.shape[3];
  const dGates = zeros([...x.shape.slice(0, 3), count * width]);
  const dKernel = zeros([inputSize, count * width]);
  const dRecurrent = zeros([count, units, width]);
  const biases = [zeros([count * width]), ...(attributes.cell === 'gruAfter' ? [zeros([count * width])] : [])];
  const chains = chainsOf(attributes);
  chains.forEach((chain, index) => {
    const part = (image: OracleTensor, size: number, first = index * size): OracleTensor =>
      sequencesFrom(image, chain, first, size);
    const own = {
      ...chainInputs(inputs, chains, index),
      dy: part(dy, units, firstColumn(attributes, index, units)),
      sequence: part(states, units),
      ...(gates && { gates: part(gates, width) }),
      ...(extra && { extra: part(extra, units) }),
    };
    const { outputs } = oracleBackward(own, chainAttributes(attributes, chain), 0);
    toPixels(outputs[0].values, chain, dGates, { first: index * width, size: width });
    for (let i = 0; i < inputSize; i++) {
      const row = outputs[1].values.subarray(i * width, (i + 1) * width);
      dKernel.values.set(row, (i * count + index) * width);
    }
    dRecurrent.values.set(outputs[2].values, index * units * width);
    biases.forEach((bias, place) => {
      bias.values.set(outputs[3 + place].values, index * width);
    });
  });
  return [dGates, dKernel, dRecurrent, ...biases];
}

export const recurrent2dGradCases: OpCases<Recurrent2dAttributes> = {
  op: 'Recurrent2dGrad',
  // The kernels come first, because the kept values are computed from them.
  cases: [...recurrent2dCaseList, recurrent2dCase([1, 2, 2, 1], 67, { cell: 'lstm', union: 'horizontal' })].map(
    ({ shapes, attributes }) => {
      const [count, units, width] = shapes.recurrentKernel;
      const grid = shapes.x.slice(0, 3);
      const states = [...grid, count * units];
      return {
        shapes: {
          ...shapes,
          dy: [...grid, columnsOf(attributes, units)],
          states,
          ...(attributes.cell !== 'simple' && { gates: [...grid, count * width], extra: states }),
        },
        attributes,
      };
    },
  ),
  fill(input, normal, inputs, attributes) {
    if (input !== 'states' && input !== 'gates' && input !== 'extra') return fillRecurrent(input, normal);
    const [count, units, width] = inputs.recurrentKernel.shape;
    const size = input === 'gates' ? width : units;
    const image = zeros([...inputs.x.shape.slice(0, 3), count * size]);
    const chains = chainsOf(attributes);
    simulateChains(inputs, attributes).forEach((made, index) => {
      const values = input === 'states' ? made.hidden : made[input];
      toPixels(values, chains[index], image, { first: index * size, size });
    });
    return image.values;
  },
  everyOnWebgpu: 1000,
  oracle,
};
