// Derivatives of derivatives: they throw, or are wrong without a word.
import type { Defect } from './defect';

/** The derivative of the sum of the derivative of sum(f(x)). */
const second = (f: string, x: string): string => `const f = (x) => ${f};
const once = (x) => tf.grad((z) => tf.sum(f(z)))(x);
const twice = tf.grad((x) => tf.sum(once(x)))(${x});
console.log(...(await twice.data()));`;

const line = 'tf.range(1, 6).reshape([1, 1, 5, 1])';
const square = 'tf.range(1, 10).reshape([1, 3, 3, 1])';
const pair = 'tf.tensor4d([1, 2], [1, 2, 1, 1])';

/** The derivative by the image of the sum of the derivative of sum(f(x, filter)^2) by the filter. */
const byFilter = (f: string): string => `const once = (x) => tf.grad((filter) => tf.sum(tf.square(${f})))(${pair});
const twice = tf.grad((x) => tf.sum(once(x)))(${line});
console.log(...(await twice.data()));`;

export const secondDerivativeDefects: readonly Defect[] = [
  {
    repairs: ['tape SavedOutputs'],
    snippets: [
      {
        code: `const slope = tf.grad((x) => tf.sum(tf.add(tf.tanh(x), tf.square(x))));
const penalty = (x) => tf.sum(tf.square(slope(x)));
console.log(...(await tf.grad(penalty)(tf.scalar(0.5)).data()));`,
        right: '4.5488',
      },
      { code: second('tf.tanh(x)', 'tf.scalar(0.5)'), right: '-0.72686' },
      { code: second('tf.sigmoid(x)', 'tf.scalar(0.5)'), right: '-0.057557' },
      { code: second('tf.exp(x)', 'tf.scalar(0.5)'), right: '1.6487' },
      { code: second('tf.softmax(tf.stack([x, tf.zerosLike(x)])).slice(0, 1)', 'tf.scalar(0.5)'), right: '-0.057557' },
    ],
  },
  {
    repairs: ['gradient Elu', 'gradient LeakyRelu', 'gradient Selu'],
    snippets: [
      { code: second('tf.elu(x)', 'tf.scalar(-0.5)'), right: '0.60653' },
      { code: second('tf.square(tf.leakyRelu(x, 0.5))', 'tf.scalar(-1)'), right: '0.5' },
      { code: second('tf.selu(x)', 'tf.scalar(-0.5)'), right: '1.0663' },
    ],
  },
  {
    repairs: [
      'gradient Equal',
      'gradient NotEqual',
      'gradient Greater',
      'gradient GreaterEqual',
      'gradient Less',
      'gradient LessEqual',
      'gradient LogicalAnd',
      'gradient LogicalOr',
      'gradient LogicalNot',
    ],
    snippets: [
      {
        code: second('tf.logSumExp(tf.stack([x, tf.zerosLike(x)]))', 'tf.scalar(0.5)'),
        right: '0.2350',
      },
      { code: second('tf.square(tf.clipByValue(x, -1, 1))', 'tf.tensor1d([0.5, 2])'), right: '2 0' },
    ],
  },
  {
    repairs: ['gradient LRN'],
    snippets: [
      { code: second('tf.localResponseNormalization(x, 1, 1, 1, 1)', 'tf.fill([1, 1, 1, 1], 0.5)'), right: '-1.408' },
    ],
  },
  {
    repairs: ['gradient AvgPoolGrad', 'gradient AvgPool3DGrad', 'gradient MaxPoolGrad'],
    snippets: [
      { code: second("tf.square(tf.avgPool(x, 2, 2, 'valid'))", square), right: '0.5 0.5 0 0.5 0.5 0 0 0 0' },
      {
        code: second("tf.square(tf.avgPool3d(x, [1, 2, 2], [1, 2, 2], 'valid'))", 'tf.ones([1, 1, 2, 2, 1])'),
        right: '0.5 0.5 0.5 0.5',
      },
      { code: second("tf.square(tf.maxPool(x, 2, 2, 'same'))", square), right: '0 0 0 0 2 2 0 2 2' },
    ],
  },
  {
    repairs: [
      'gradient Conv2DBackpropFilter',
      'gradient DepthwiseConv2dNativeBackpropFilter',
      'gradient DepthwiseConv2dNativeBackpropInput',
    ],
    snippets: [
      { code: byFilter("tf.conv2d(x, filter, 1, 'valid')"), right: '16 48 72 96 64' },
      { code: byFilter("tf.depthwiseConv2d(x, filter, 1, 'valid')"), right: '16 48 72 96 64' },
      { code: second(`tf.square(tf.depthwiseConv2d(x, ${pair}, 1, 'valid'))`, line), right: '6 18 18 18 12' },
    ],
  },
  {
    repairs: ['gradient Conv3DBackpropInputV2', 'gradient Conv3DBackpropFilterV2'],
    snippets: [
      {
        code: second(
          "tf.square(tf.conv3d(x, tf.tensor5d([1, 2], [1, 1, 2, 1, 1]), 1, 'valid'))",
          'tf.range(1, 6).reshape([1, 1, 1, 5, 1])',
        ),
        right: '6 18 18 18 12',
      },
      {
        code: `const pair = tf.tensor5d([1, 2], [1, 1, 2, 1, 1]);
const once = (x) => tf.grad((filter) => tf.sum(tf.square(tf.conv3d(x, filter, 1, 'valid'))))(pair);
const twice = tf.grad((x) => tf.sum(once(x)))(tf.range(1, 6).reshape([1, 1, 1, 5, 1]));
console.log(...(await twice.data()));`,
        right: '16 48 72 96 64',
      },
    ],
  },
  {
    repairs: ['gradient ResizeBilinear', 'gradient ResizeNearestNeighbor'],
    snippets: [
      {
        code: second('tf.square(tf.image.resizeBilinear(x, [1, 3], true))', 'tf.tensor4d([1, 2], [1, 1, 2, 1])'),
        right: '3 3',
      },
      {
        code: second('tf.square(tf.image.resizeNearestNeighbor(x, [1, 3]))', 'tf.tensor4d([1, 2], [1, 1, 2, 1])'),
        right: '4 2',
      },
    ],
  },
];
