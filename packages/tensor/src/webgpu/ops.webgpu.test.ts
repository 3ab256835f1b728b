import { countDispatches, describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamW, attention, dense, gelu, init, layerNorm, matMul, random, softmaxCrossEntropy } from '../index';

// WGSL leaves exp, sqrt and division to the device: errors up to 1e-6 of the largest value were seen on SwiftShader.
const tolerance = 1e-5;

type Values = { shape: number[]; data: Float32Array };
type Run = (inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

let seed = 0;

function draw(shape: number[]): Values {
  const size = shape.reduce((product, each) => product * each, 1);
  return { shape, data: random.normalArray(random.foldIn(3, seed++), size) };
}

/** Values of `run`, and of its gradients for a drawn gradient of the result, on one backend. */
async function evaluate(backend: 'cpu' | 'webgpu', run: Run, inputs: Values[], withGradients: boolean) {
  await init({ backend });
  const tensors = inputs.map(({ shape, data }) => tf.tensor(data, shape));
  const values = [tf.tidy(() => run(tensors))].flat();
  const gradients = withGradients
    ? tf.tidy(() =>
        tf.grads((...given: tf.Tensor[]) => run(given) as tf.Tensor)(tensors, random.normal(5, values[0].shape)),
      )
    : [];
  const all = [...values, ...gradients];
  const read = await Promise.all(
    all.map(async (tensor) => ({ shape: tensor.shape, data: (await tensor.data()) as Float32Array })),
  );
  tf.dispose([...all, ...tensors]);
  return read;
}

async function expectSame(run: Run, shapes: number[][], { gradients = true, positive = false } = {}) {
  const inputs = shapes.map(draw);
  if (positive) {
    for (const input of inputs) input.data = input.data.map(Math.abs);
  }
  const expected = await evaluate('cpu', run, inputs, gradients);
  await expectNoLeak(async () => {
    const received = await evaluate('webgpu', run, inputs, gradients);
    expect(received.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
    received.forEach(({ data }, index) => {
      const right = expected[index].data;
      const largest = right.reduce((size, value) => Math.max(size, Math.abs(value)), 1);
      for (let i = 0; i < right.length; i++) {
        const error = Math.abs(data[i] - right[i]);
        if (!(error <= tolerance * largest)) {
          expect.fail(`result ${index}, element ${i}: ${data[i]}, on cpu ${right[i]} (largest ${largest})`);
        }
      }
    });
  });
}

describeWebgpu('ops on webgpu', () => {
  // Wrong bindings and shaders do not throw: WebGPU reports them on the side.
  const deviceErrors: string[] = [];

  beforeAll(async () => {
    await init({ backend: 'webgpu' });
    const { device } = tf.backend() as unknown as { device: EventTarget };
    device.addEventListener('uncapturederror', (event) => {
      deviceErrors.push((event as unknown as { error: Error }).error.message);
    });
  });

  afterAll(async () => {
    await init({ backend: 'webgpu' });
    const read = tf.ones([1]);
    await read.data();
    read.dispose();
    expect(deviceErrors).toEqual([]);
  });

  it('run as fused kernels, forward and backward', async () => {
    await init({ backend: 'webgpu' });
    const { kernelNames } = await tf.profile(() => {
      const [x, kernel, channels] = [tf.ones([3, 4]), tf.ones([4, 4]), tf.ones([4])];
      const block = (input: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor) => {
        const hidden = dense(layerNorm(gelu(input), bias, bias), weights, bias, { activation: 'gelu' });
        return matMul(hidden, weights);
      };
      const gradients = tf.grads(block)([x, kernel, channels], tf.ones([3, 4]));
      const state = { parameter: kernel, gradient: gradients[1], firstMoment: kernel, secondMoment: kernel };
      adamW(state, { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0, step: 1 });
    });
    const fused = ['MatMul', 'Dense', 'Gelu', 'LayerNorm', 'BatchProduct', 'ActivationGrad', 'LayerNormGrad', 'AdamW'];
    expect(kernelNames).toEqual(expect.arrayContaining(fused.map((name) => `Perceptrons${name}`)));
  });

  describe('matMul', () => {
    const layouts = [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ];
    // Every variant is a shader that a software adapter has to compile. More sizes and layouts are in the generated test
    // of the op, tiles of whole vectors in the test of the product.
    const anyLayout = [
      [33, 17, 31],
      [3, 0, 4],
    ];
    const inOrder = [
      [64, 16, 64],
      [65, 33, 130],
      [0, 3, 4],
    ];
    it.each(
      layouts.flatMap((layout) =>
        [...anyLayout, ...(layout.includes(true) ? [] : inOrder)].map(
          (size) => [...layout, ...size] as [boolean, boolean, number, number, number],
        ),
      ),
    )('transposeA %s, transposeB %s: %i x %i x %i', async (transposeA, transposeB, rows, inner, columns) => {
      const a = transposeA ? [inner, rows] : [rows, inner];
      const b = transposeB ? [columns, inner] : [inner, columns];
      await expectSame(([x, y]) => matMul(x, y, { transposeA, transposeB }), [a, b]);
    });

    it.each([
      [
        [2, 1, 3, 4],
        [1, 3, 4, 5],
      ],
      [
        [2, 3, 4],
        [4, 5],
      ],
      [
        [3, 4],
        [2, 3, 4, 5],
      ],
      [
        [2, 1, 2, 3, 4],
        [3, 1, 4, 2],
      ],
      [
        [2, 2, 2, 2, 3, 4],
        [2, 1, 2, 1, 4, 2],
      ],
      [
        [1, 3, 4],
        [1, 4, 5],
      ],
      [
        [0, 3, 4],
        [4, 5],
      ],
      [
        [40, 2, 3],
        [40, 3, 2],
      ],
    ])('broadcasts %j and %j', async (a, b) => {
      await expectSame(([x, y]) => matMul(x, y), [a, b]);
    });

    it.each(['linear', 'gelu'] as const)('adds a bias and applies %s', async (activation) => {
      await expectSame(([x, y, bias]) => matMul(x, y, { bias, activation }), [[2, 6, 5], [5, 40], [40]]);
      await expectSame(([x, y, bias]) => matMul(x, y, { bias, activation }), [[2, 0], [0, 3], [3]]);
      await expectSame(
        ([x, y]) => matMul(x, y, { activation, transposeB: true }),
        [
          [6, 5],
          [2, 7, 5],
        ],
      );
    });
  });

  describe('dense', () => {
    const activations = ['linear', 'gelu'] as const;
    it.each(activations)('mixes the last axis, then %s', async (activation) => {
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { activation }), [[2, 3, 5], [5, 37], [37]]);
      await expectSame(
        ([x, kernel]) => dense(x, kernel, undefined, { activation }),
        [
          [7, 5],
          [5, 4],
        ],
      );
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { activation }), [[5], [5, 4], [4]]);
    });

    it.each(activations)('mixes the axis before it, then %s', async (activation) => {
      const options = { axis: -2 as const, activation };
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, options), [[2, 9, 35], [9, 6], [6]]);
      await expectSame(
        ([x, kernel]) => dense(x, kernel, undefined, options),
        [
          [2, 2, 4, 3],
          [4, 6],
        ],
      );
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, options), [[4, 3], [4, 6], [6]]);
    });

    it('takes empty batches and empty inputs', async () => {
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { activation: 'gelu' }), [[0, 5], [5, 3], [3]]);
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { axis: -2 }), [[2, 0, 3], [0, 4], [4]]);
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { axis: -2 }), [[0, 2, 3], [2, 4], [4]]);
    });

    it('sums the bias gradient over thousands of rows', async () => {
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias), [[5000, 2], [2, 19], [19]]);
      await expectSame(([x, kernel, bias]) => dense(x, kernel, bias, { axis: -2 }), [[3, 2, 2000], [2, 3], [3]]);
    });
  });

  describe('gelu', () => {
    it.each([true, false])('approximate %s', async (approximate) => {
      await expectSame(([x]) => gelu(x, { approximate }), [[3, 5, 70]]);
      await expectSame(([x]) => gelu(x, { approximate }), [[0]]);
      await expectSame(([x]) => gelu(x, { approximate }), [[]]);
      await expectSame(([x]) => gelu(tf.mul(x, 60), { approximate }), [[1000]]);
    });
  });

  describe('layerNorm', () => {
    it.each([[[1, 1]], [[4]], [[3, 64]], [[2, 5, 65]], [[70, 7]], [[0, 5]], [[2, 300]]])('of %j', async (shape) => {
      const channels = [shape[shape.length - 1]];
      // With one channel the gradient is a difference of equal numbers, magnified by 1 / sqrt(epsilon).
      const epsilon = channels[0] === 1 ? 1 : 1e-6;
      await expectSame(([x, gamma, beta]) => layerNorm(x, gamma, beta, { epsilon }), [shape, channels, channels]);
    });

    it('keeps precision for rows far from zero', async () => {
      await expectSame(([x, gamma, beta]) => layerNorm(tf.add(x, 100), gamma, beta), [[4, 128], [128], [128]]);
    });

    it('sums over thousands of rows', async () => {
      await expectSame(([x, gamma, beta]) => layerNorm(x, gamma, beta), [[5000, 18], [18], [18]]);
    });
  });

  describe('adamW', () => {
    it.each([[[7]], [[30, 41]], [[0]], [[]]])('updates %j', async (shape) => {
      const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, step: 3 };
      const run: Run = ([parameter, gradient, firstMoment, secondMoment]) =>
        Object.values(adamW({ parameter, gradient, firstMoment, secondMoment }, options));
      await expectSame(run, [shape, shape, shape, shape], { gradients: false, positive: true });
    });
  });

  it('take few dispatches', async () => {
    await init({ backend: 'webgpu' });
    tf.tidy(() => {
      const [x, scale, shift] = [tf.ones([20, 6]), tf.ones([6]), tf.zeros([6])];
      const norm = (input: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => layerNorm(input, gamma, beta);
      expect(countDispatches(() => norm(x, scale, shift))).toBe(1);
      expect(countDispatches(() => tf.grads(norm)([x, scale, shift], x))).toBe(1 + 1);
      const [q, k, v] = [1, 2, 3].map((each) => random.normal(each, [2, 5, 4]));
      const attend = (...given: tf.Tensor[]) => attention(given[0], given[1], given[2]);
      expect(countDispatches(() => attend(q, k, v))).toBe(1);
      expect(countDispatches(() => tf.grads(attend)([q, k, v], v))).toBe(1 + 1);
      const labels = tf.ones([20], 'int32');
      const loss = (logits: tf.Tensor) => softmaxCrossEntropy(logits, labels);
      expect(countDispatches(() => loss(x))).toBe(1);
      const dy = tf.ones([20]);
      expect(countDispatches(() => tf.grad(loss)(x, dy))).toBe(1 + 1);
      const state = { parameter: x, gradient: x, firstMoment: x, secondMoment: x };
      const options = { learningRate: 1, beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0, step: 1 };
      expect(countDispatches(() => adamW(state, options))).toBe(1);
    });
  });

  it('takes more workgroups than one dimension of a dispatch holds', async () => {
    // 65535 workgroups is the limit; layerNorm uses one per row.
    await expectSame(([x, gamma, beta]) => layerNorm(x, gamma, beta, { epsilon: 1 }), [[65_600, 2], [2], [2]], {
      gradients: false,
    });
  });

  it('differentiates twice through the reference', async () => {
    const penalty: Run = ([x, kernel]) => {
      const slope = tf.grad((input: tf.Tensor) =>
        tf.sum(gelu(dense(input, kernel, undefined, { activation: 'gelu' }))),
      );
      return tf.square(slope(x));
    };
    await expectSame(penalty, [
      [4, 3],
      [3, 5],
    ]);
  });

  it('trains a small network to the loss of the cpu backend', async () => {
    const losses = async (backend: 'cpu' | 'webgpu') => {
      await init({ backend });
      const x = random.normal(1, [16, 6]);
      const target = random.normal(2, [16, 2]);
      const weights = [
        random.normal(3, [6, 8], { stddev: 0.3 }),
        tf.zeros([8]),
        random.normal(4, [8, 2], { stddev: 0.3 }),
      ];
      const variables = weights.map((weight) => tf.variable(weight));
      const optimizer = tf.train.sgd(0.1);
      const history: number[] = [];
      for (let step = 0; step < 5; step++) {
        const loss = optimizer.minimize(() => {
          const hidden = dense(x, variables[0], variables[1], { activation: 'gelu' });
          return tf.mean(tf.squaredDifference(dense(hidden, variables[2]), target)) as tf.Scalar;
        }, true);
        history.push((await loss!.data())[0]);
        loss!.dispose();
      }
      tf.dispose([x, target, ...weights, ...variables]);
      optimizer.dispose();
      return history;
    };
    const expected = await losses('cpu');
    const received = await losses('webgpu');
    received.forEach((loss, step) => {
      expect(Math.abs(loss - expected[step])).toBeLessThan(tolerance);
    });
    expect(received[4]).toBeLessThan(received[0]);
  });
});
