// The same weights give the results and gradients of PyTorch; the fixture is made by tooling/reference/tensor/recurrent.py.
import { readFileSync } from 'node:fs';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bidirectionalGru, bidirectionalLstm, bidirectionalSimpleRnn, init, io, lstmWithState } from '../../index';
import type { RecurrentWeights } from './call';

const fixture = io.readSafetensors(readFileSync(new URL('__fixtures__/torch.safetensors', import.meta.url)));

/** Both are float32 at the end; sums of a few dozen terms. */
const valueTolerance = 1e-6;
const gradientTolerance = 2e-6;

const layers = [
  { name: 'lstm', transform: 'lstm', run: bidirectionalLstm },
  { name: 'gru', transform: 'gruReset', run: bidirectionalGru },
  { name: 'rnn', transform: 'dense', run: bidirectionalSimpleRnn },
] as const;

type Transform = (typeof layers)[number]['transform'];

const parts = ['weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'] as const;

/** A tensor of the fixture in our layout. */
function ours(name: string, transform: Transform | 'none' = 'none'): tf.Tensor {
  const weight = fixture.get(name)!;
  // Biases of plain cells have nothing to transpose.
  const chosen = transform === 'dense' && weight.shape.length === 1 ? 'none' : transform;
  const { data, shape } = io.transformWeight(weight, chosen);
  return tf.tensor(data as Float32Array, shape);
}

function weightsOf([kernel, recurrentKernel, bias, recurrentBias]: tf.Tensor[]): RecurrentWeights {
  return { kernel, recurrentKernel, bias, recurrentBias };
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance: number, what: string): void {
  expect(actual.shape, what).toEqual(expected.shape);
  const largestOf = (tensor: tf.Tensor): number => tf.max(tf.abs(tensor)).dataSync()[0];
  const error = largestOf(tf.sub(actual, expected)) / largestOf(expected);
  expect(error, what).toBeLessThan(tolerance);
}

describe.each(testBackends())('recurrent layers of PyTorch on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(layers)('$name: output and gradients of all weights', ({ name, transform, run }) => {
    tf.tidy(() => {
      const names = ['', '_reverse'].flatMap((suffix) => parts.map((part) => `${name}.${part}${suffix}`));
      const weights = names.map((full) => ours(full, transform));
      const x = ours(`${name}.x`);
      const apply = (input: tf.Tensor, ...given: tf.Tensor[]): tf.Tensor =>
        run(input, {
          forward: weightsOf(given.slice(0, 4)),
          backward: weightsOf(given.slice(4)),
          returnSequences: true,
        });
      expectClose(apply(x, ...weights), ours(`${name}.output`), valueTolerance, 'output');
      const [dx, ...gradients] = tf.grads((input, ...given) => apply(input, ...given))(
        [x, ...weights],
        ours(`${name}.factor`),
      );
      expectClose(dx, ours(`${name}.x.gradient`), gradientTolerance, 'gradient of x');
      for (const [index, full] of names.entries()) {
        expectClose(gradients[index], ours(`${full}.gradient`, transform), gradientTolerance, full);
      }
    });
  });

  it('lstm: final states of one direction', () => {
    tf.tidy(() => {
      const weights = parts.map((part) => ours(`lstm.${part}`, 'lstm'));
      const { hidden, carry } = lstmWithState(ours('lstm.x'), weightsOf(weights));
      const [first] = tf.split(ours('lstm.state0'), 2, 0);
      const [firstCarry] = tf.split(ours('lstm.state1'), 2, 0);
      expectClose(hidden, tf.squeeze(first, [0]), valueTolerance, 'hidden');
      expectClose(carry, tf.squeeze(firstCarry, [0]), valueTolerance, 'carry');
    });
  });
});
