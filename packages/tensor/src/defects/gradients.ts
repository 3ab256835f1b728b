// Gradients that throw or are wrong, on every backend.
import type { Defect } from './defect';

const slope = (f: string, x: string): string => `const gradient = tf.grad((x) => tf.sum(${f}))(${x});
console.log(...(await gradient.data()));`;

export const gradientDefects: readonly Defect[] = [
  {
    repairs: ['gradient Maximum', 'gradient Minimum', 'gradient SquaredDifference'],
    snippets: [
      { code: slope('tf.maximum(x, [[0], [1], [3]])', 'tf.tensor1d([-1, 2])'), right: '0 2' },
      { code: slope('tf.minimum(x, [[0], [1], [3]])', 'tf.tensor1d([-1, 2])'), right: '3 1' },
      { code: slope('tf.squaredDifference(x, [[0], [1], [3]])', 'tf.tensor1d([-1, 2])'), right: '-14 4' },
    ],
  },
  {
    repairs: ['Multiply', 'Add', 'Sub', 'RealDiv', 'Pow', 'Mod', 'Atan2'].map((name) => `gradient ${name}`),
    snippets: [{ code: slope('tf.mul(x, tf.zeros([0, 2]))', 'tf.tensor2d([1, 2], [1, 2])'), right: '0 0' }],
  },
  {
    repairs: ['gradient FloorDiv'],
    snippets: [{ code: slope('tf.floorDiv(x, 2)', 'tf.tensor1d([1, 5])'), right: '0 0' }],
  },
  {
    repairs: ['gradient Prod'],
    snippets: [
      { code: slope('tf.prod(x, -1)', 'tf.tensor2d([1, 2, 3, 4], [2, 2])'), right: '2 1 4 3' },
      {
        code: `const once = (x) => tf.grad((z) => tf.prod(z))(x);
${slope('once(x)', 'tf.tensor1d([2, 0, 3])')}`,
        right: '3 5 2',
      },
    ],
  },
  {
    repairs: ['gradient Tile'],
    snippets: [
      {
        code: `const weights = tf.tensor([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 6]);
${slope('tf.mul(tf.tile(x, [1, 1, 1, 1, 3]), weights)', 'tf.ones([1, 1, 1, 1, 2])')}`,
        right: '9 12',
      },
    ],
  },
  {
    repairs: ['gradient StridedSlice'],
    snippets: [
      { code: slope('tf.mul(tf.stridedSlice(x, [4], [0], [-2]), [1, 10])', 'tf.ones([6])'), right: '0 0 10 0 1 0' },
    ],
  },
  {
    repairs: ['gradient Cumsum'],
    snippets: [
      {
        code: slope('tf.mul(tf.cumsum(x, 0), [[1, 2], [3, 4]])', 'tf.ones([2, 2])'),
        right: '4 6 3 4',
      },
      {
        code: slope('tf.mul(tf.cumsum(x, 0), [[1, 2], [3, 4], [5, 6]])', 'tf.ones([3, 2])'),
        right: '9 12 8 10 5 6',
      },
    ],
  },
  {
    repairs: ['gradient Cumprod'],
    snippets: [{ code: slope('tf.cumprod(x)', 'tf.tensor1d([2, 0, 3])'), right: '1 8 0' }],
  },
  {
    repairs: ['gradient Unpack'],
    snippets: [{ code: slope('tf.square(tf.unstack(x)[0])', 'tf.tensor2d([3, 4], [1, 2])'), right: '6 8' }],
  },
  {
    repairs: ['tape AbsentInputs'],
    snippets: [
      {
        code: slope('tf.square(tf.batchNorm2d(x, [0], [3], undefined, undefined, 1))', 'tf.tensor2d([[2]])'),
        right: '1',
      },
    ],
  },
  {
    repairs: ['method Dense.call'],
    snippets: [
      {
        code: `const layer = tf.layers.dense({ units: 1, kernelInitializer: 'ones', useBias: false, activation: 'gelu_new' });
const gradient = tf.grad((x) => tf.sum(layer.apply(x)))(tf.tensor2d([[1e20]]));
console.log(...(await gradient.data()));`,
        right: '1',
        notRun: { cpu: 'not repaired: the method stays where our kernels do not run' },
      },
    ],
  },
  {
    repairs: ['method LSTM.call', 'method GRU.call', 'method SimpleRNN.call'],
    snippets: ['lstm', 'gru', 'simpleRNN'].map((layer) => ({
      code: `const layer = tf.layers.${layer}({ units: 1, kernelInitializer: 'ones', recurrentInitializer: 'ones' });
const gradient = tf.grad((x) => tf.sum(layer.apply(x)))(tf.zeros([1, 1, 1]));
console.log(...(await gradient.data()));`,
      right: { lstm: '0.25', gru: '0.5', simpleRNN: '1' }[layer]!,
    })),
  },
];
