// What the functions over images promise beyond the generated test.
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bidirectionalLstm, gru2d, init, type Lstm2dOptions, lstm2d, random, simpleRnn2d } from '../../index';

function weights(inputs: number, units: number, gates: number, chains: number) {
  const draw = (part: number, shape: number[]) => random.normal(random.foldIn(1, part), shape).mul(0.4) as tf.Tensor;
  return {
    kernel: draw(1, [inputs, chains * gates * units]),
    recurrentKernel: draw(2, [chains, units, gates * units]),
    bias: draw(3, [chains * gates * units]),
  };
}

const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

/** The values with which the references were computed. */
function filled(k: number, shape: number[]): tf.Tensor {
  const size = shape.reduce((product, each) => product * each, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => 0.4 * Math.sin(0.05 * i * i + 0.7 * i + 1.3 * k + 0.4)),
    shape,
  );
}

/** Both directions of a PyTorch layer with 2 inputs and 2 units: `order` places its gates. */
function fromTorch(gates: number, order: number[]) {
  const rows = (tensor: tf.Tensor): tf.Tensor =>
    tf.concat(
      order.map((gate) => tf.slice(tensor, gate * 2, 2)),
      0,
    );
  const direction = (first: number) => ({
    kernel: rows(filled(first, [gates * 2, 2])).transpose(),
    recurrent: rows(filled(first + 1, [gates * 2, 2])).transpose(),
    bias: rows(filled(first + 2, [gates * 2])),
    recurrentBias: rows(filled(first + 3, [gates * 2])),
  });
  const [ahead, back] = [direction(0), direction(4)];
  return {
    kernel: tf.concat([ahead.kernel, back.kernel], 1),
    recurrentKernel: tf.stack([ahead.recurrent, back.recurrent]),
    bias: tf.concat([ahead.bias, back.bias]),
    recurrentBias: tf.concat([ahead.recurrentBias, back.recurrentBias]),
  };
}

describe.each(testBackends())('recurrence over images on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('gives the values of PyTorch', () => {
    // Computed in float64 by torch.nn.LSTM, GRU and RNN, bidirectional, on one row of three pixels.
    const expected = {
      lstm: [
        0.0659968877, 0.094245959, 0.00866458666, 0.181959268, 0.0639264275, 0.158145996, 0.0381162364, 0.167762531,
        0.0510404858, 0.204120044, 0.0542988783, 0.118354928,
      ],
      gru: [
        0.100455267, 0.259052538, -0.0583937033, 0.313921594, 0.0661431143, 0.412621684, 0.00715695571, 0.260340657,
        0.0188111013, 0.511812327, 0.0531912589, 0.165845404,
      ],
      simple: [
        -0.0261764468, -0.369663305, 0.458729832, 0.365555483, -0.0259538687, -0.166062047, 0.398019663, 0.416476012,
        0.119119022, -0.154142825, 0.150155764, 0.484620027,
      ],
    };
    tf.tidy(() => {
      const values = Array.from({ length: 6 }, (_, i) => Math.sin(0.01 * i * i + 0.1 * i + 0.5));
      for (const [vertical, shape] of [
        [false, [1, 1, 3, 2]],
        [true, [1, 3, 1, 2]],
      ] as const) {
        const x = tf.tensor4d(values, [...shape]);
        const union = vertical ? 'vertical' : 'horizontal';
        const results = {
          lstm: lstm2d(x, { ...fromTorch(4, [0, 1, 2, 3]), union }),
          gru: gru2d(x, { ...fromTorch(3, [1, 0, 2]), union }),
          simple: simpleRnn2d(x, { ...fromTorch(1, [0]), union }),
        };
        for (const cell of ['lstm', 'gru', 'simple'] as const) {
          expect(results[cell].shape).toEqual([...shape.slice(0, 3), 4]);
          results[cell].dataSync().forEach((value, index) => {
            expect(value, `${cell}, ${union}, ${index}`).toBeCloseTo(expected[cell][index], 6);
          });
        }
      }
    });
  });

  it('is two directions over columns beside two over rows', () => {
    tf.tidy(() => {
      const [batch, height, width, units] = [2, 3, 4, 5];
      const x = random.normal(1, [batch, height, width, 2]);
      const options = weights(2, units, 4, 4);
      const chain = (index: number) => ({
        kernel: tf.slice(options.kernel, [0, index * 20], [2, 20]),
        recurrentKernel: tf.slice(options.recurrentKernel, [index, 0, 0], [1, units, 20]).reshape([units, 20]),
        bias: tf.slice(options.bias, [index * 20], [20]),
      });
      const both = (sequences: tf.Tensor, first: number) =>
        bidirectionalLstm(sequences, { forward: chain(first), backward: chain(first + 1), returnSequences: true });
      const columns = both(tf.transpose(x, [0, 2, 1, 3]).reshape([batch * width, height, 2]), 0);
      const vertical = tf.transpose(columns.reshape([batch, width, height, 2 * units]), [0, 2, 1, 3]);
      const rows = both(x.reshape([batch * height, width, 2]), 2).reshape([batch, height, width, 2 * units]);
      expect(worst(lstm2d(x, options), tf.concat([vertical, rows], 3))).toBeLessThan(1e-6);
      expect(worst(lstm2d(x, { ...options, union: 'add' }), tf.add(vertical, rows))).toBeLessThan(1e-6);
      const [first, second] = [tf.slice(options.bias, 0, 40), tf.slice(options.bias, 40)];
      const half = {
        kernel: tf.slice(options.kernel, [0, 40], [2, 40]),
        recurrentKernel: tf.slice(options.recurrentKernel, [2, 0, 0], [2, units, 20]),
      };
      // Two biases count as their sum.
      const split = { bias: tf.sub(second, first), recurrentBias: first };
      expect(worst(lstm2d(x, { ...half, ...split, union: 'horizontal' }), rows)).toBeLessThan(1e-6);
    });
  });

  it('sees the cross of a pixel and nothing else', () => {
    const [height, width] = [4, 5];
    const reached = (bidirectional: boolean): number[] =>
      tf.tidy(() => {
        const options = { ...weights(1, 3, 4, bidirectional ? 4 : 2), bidirectional };
        const x = random.normal(2, [1, height, width, 1]);
        const target = (image: tf.Tensor): tf.Tensor =>
          tf.sum(tf.slice(lstm2d(image, options), [0, 1, 2, 0], [1, 1, 1, -1]));
        return Array.from(tf.grad(target)(x).dataSync());
      });
    const whole = reached(true);
    const past = reached(false);
    for (let pixel = 0; pixel < height * width; pixel++) {
      const [row, column] = [Math.floor(pixel / width), pixel % width];
      expect(whole[pixel] !== 0, `${row}, ${column}`).toBe(row === 1 || column === 2);
      const before = (row === 1 && column <= 2) || (column === 2 && row <= 1);
      expect(past[pixel] !== 0, `${row}, ${column}`).toBe(before);
    }
  });

  it('leaves nothing behind, with and without a gradient', async () => {
    const options = weights(3, 5, 4, 4);
    const x = random.normal(1, [2, 3, 4, 3]);
    await expectNoLeak(() => {
      tf.dispose(lstm2d(x, { ...options, recurrentBias: options.bias, union: 'add' }));
      const run = (...[image, kernel, recurrentKernel, bias]: tf.Tensor[]): tf.Tensor =>
        lstm2d(image, { kernel, recurrentKernel, bias });
      tf.dispose(tf.grads(run)([x, ...Object.values(options)]));
    });
    tf.dispose([x, ...Object.values(options)]);
  });

  it('lets NaN spread along its own row and column only', () => {
    tf.tidy(() => {
      const values = new Float32Array(4 * 5).fill(0.5);
      values[1 * 5 + 2] = Number.NaN;
      const y = lstm2d(tf.tensor4d(values, [1, 4, 5, 1]), { ...weights(1, 2, 4, 2), bidirectional: false });
      y.dataSync().forEach((value, index) => {
        const [row, column, vertical] = [Math.floor(index / 20), Math.floor(index / 4) % 5, index % 4 < 2];
        const lost = vertical ? column === 2 && row >= 1 : row === 1 && column >= 2;
        expect(Number.isNaN(value), `${row}, ${column}, ${vertical}`).toBe(lost);
      });
    });
  });

  it('stays finite for extreme inputs, with its gradient', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1e30, -1e30, 1e4, -1e4, 0, 1], [1, 2, 3, 1]);
      const options = { kernel: tf.ones([1, 48]), recurrentKernel: tf.ones([4, 3, 12]) };
      const values = [...lstm2d(x, options).dataSync()];
      expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
      const slopes = tf
        .grad((image) => lstm2d(image, options))(x)
        .dataSync();
      expect([...slopes].every(Number.isFinite)).toBe(true);
      const gates = { kernel: tf.ones([1, 36]), recurrentKernel: tf.ones([4, 3, 9]) };
      expect([...gru2d(x, gates).dataSync()].every((value) => Math.abs(value) <= 1)).toBe(true);
    });
  });

  it('says what does not fit', () => {
    tf.tidy(() => {
      const options = weights(2, 3, 4, 4);
      const x = tf.zeros([1, 2, 3, 2]);
      const bad: Array<[tf.Tensor, Partial<Lstm2dOptions>, string]> = [
        [tf.zeros([2, 3, 2]), {}, 'lstm2d: x must have shape [batch, height, width, inputs], got [2,3,2]'],
        [x, { kernel: tf.zeros([2, 12]) }, 'lstm2d: kernel must have shape [2,48], got [2,12]'],
        [x, { bidirectional: false }, 'lstm2d: recurrentKernel must have shape [2,3,12], got [4,3,12]'],
        [x, { recurrentKernel: tf.zeros([3, 12]) }, 'with at least one unit, got [3,12]'],
        [x, { recurrentBias: tf.zeros([12]) }, 'lstm2d: recurrentBias must have shape [48], got [12]'],
        [x, { union: 'max' as never }, 'union "max" is unknown. Choose one of cat, add, vertical, horizontal'],
        [x, { activation: 'gelu' as never }, 'activation "gelu" is unknown. Choose one of linear, relu, tanh'],
        [tf.zeros([1, 2, 3, 2], 'int32'), {}, 'lstm2d: x must be float32, got int32'],
      ];
      for (const [input, change, message] of bad) {
        expect(() => lstm2d(input, { ...options, ...change })).toThrow(message);
      }
    });
  });
});
