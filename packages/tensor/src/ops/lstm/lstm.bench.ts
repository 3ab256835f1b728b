import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { recurrentReference } from '../recurrent/reference';
import { lstm } from './index';

const attributes = { cell: 'lstm', reverse: false, output: 'sequence', gate: 'sigmoid', activation: 'tanh' } as const;

for (const [batch, steps, inputs, units] of [
  [64, 16, 192, 48],
  [1, 128, 32, 128],
]) {
  const draw = (seed: number, shape: number[]) => tf.randomNormal(shape, 0, 0.1, 'float32', seed);
  const given = [
    draw(1, [batch, steps, inputs]),
    draw(2, [inputs, 4 * units]),
    draw(3, [units, 4 * units]),
    draw(4, [4 * units]),
  ];
  const ours = (...[x, kernel, recurrentKernel, bias]: tf.Tensor[]): tf.Tensor =>
    lstm(x, { kernel, recurrentKernel, bias, returnSequences: true });
  const composed = (...[x, kernel, recurrentKernel, bias]: tf.Tensor[]): tf.Tensor =>
    recurrentReference({ x, kernel, recurrentKernel, bias }, attributes);
  const size = `[${batch}, ${steps}, ${inputs}], ${units} units`;
  benchPair(`forward, ${size}`, { ours: () => ours(...given), stock: () => tf.tidy(() => composed(...given)) });
  benchPair(`forward and backward, ${size}`, {
    ours: () => tf.grads(ours)(given),
    stock: () => tf.grads(composed)(given),
  });
}
