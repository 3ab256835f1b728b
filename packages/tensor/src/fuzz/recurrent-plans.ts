// Recurrent layers: shapes, attributes, the call, and the definition step by step.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { bidirectionalLstm, gru, lstm, simpleRnn } from '../index';
import { type Cell, gateCounts } from '../ops/recurrent/cells';
import { recurrentReference } from '../ops/recurrent/reference';
import { shortLength, vectorLength } from './arbitraries';
import type { Plan } from './computation';

const calls: Record<Cell, (x: tf.Tensor, options: Parameters<typeof lstm>[1]) => tf.Tensor> = {
  lstm: (x, options) => lstm(x, options),
  gruAfter: (x, options) => gru(x, { ...options, resetAfter: true }),
  gruBefore: (x, options) => gru(x, { ...options, resetAfter: false }),
  simple: (x, options) => simpleRnn(x, options),
};

/** Large weights between the steps make every rounding error grow. */
const tame = (weights: tf.Tensor): tf.Tensor => tf.mul(weights, 0.25);

const sizes = {
  batch: shortLength,
  steps: shortLength,
  inputs: shortLength,
  units: vectorLength,
  returnSequences: fc.boolean(),
};

/** One direction of a cell. */
export function recurrent(cell: Cell): fc.Arbitrary<Plan> {
  return fc
    .record({ ...sizes, biased: fc.boolean(), reverse: fc.boolean() })
    .map(({ batch, steps, inputs, units, returnSequences, biased, reverse }): Plan => {
      const width = gateCounts[cell] * units;
      const options = { returnSequences, reverse };
      const attributes = {
        cell,
        reverse,
        output: returnSequences ? ('sequence' as const) : ('last' as const),
        gate: 'sigmoid' as const,
        activation: 'tanh' as const,
      };
      return {
        call: `${cell} ${JSON.stringify(options)}`,
        // Here an infinite gate meets the states that are not there before the first step.
        finite: cell === 'gruBefore' ? [0, 1, 2, 3] : [2],
        shapes: [[batch, steps, inputs], [inputs, width], [units, width], ...(biased ? [[width]] : [])],
        ours: (x, kernel, weights, bias) =>
          calls[cell](x, { ...options, kernel, recurrentKernel: tame(weights), bias }),
        definition: (x, kernel, weights, bias) =>
          recurrentReference({ x, kernel, recurrentKernel: tame(weights), bias }, attributes),
      };
    });
}

/** Both directions of an LSTM. */
export const bidirectional = fc.record(sizes).map(
  ({ batch, steps, inputs, units, returnSequences }): Plan => ({
    call: `bidirectionalLstm ${returnSequences}`,
    finite: [2, 4],
    shapes: [
      [batch, steps, inputs],
      [inputs, 4 * units],
      [units, 4 * units],
      [inputs, 4 * units],
      [units, 4 * units],
    ],
    ours: (x, kernel, weights, backwardKernel, backwardWeights) =>
      bidirectionalLstm(x, {
        returnSequences,
        forward: { kernel, recurrentKernel: tame(weights) },
        backward: { kernel: backwardKernel, recurrentKernel: tame(backwardWeights) },
      }),
    definition: (x, kernel, weights, backwardKernel, backwardWeights) =>
      recurrentReference(
        {
          x,
          kernel,
          recurrentKernel: tame(weights),
          backwardKernel,
          backwardRecurrentKernel: tame(backwardWeights),
        },
        {
          cell: 'lstm',
          reverse: false,
          output: returnSequences ? 'sequence' : 'last',
          gate: 'sigmoid',
          activation: 'tanh',
        },
      ),
  }),
);
