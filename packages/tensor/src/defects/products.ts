// Matrix products and convolutions that come out wrong, or not at all.
import type { Defect } from './defect';

const unwritten = 'one value of the output is what the heap held before';

export const productDefects: readonly Defect[] = [
  {
    repairs: ['wasm _FusedMatMul'],
    snippets: [
      {
        code: `const bias = tf.tensor1d([1, 2, 3]);
const y = tf.fused.matMul({ a: tf.ones([2, 64]), b: tf.ones([3, 64]), transposeB: true, bias, activation: 'relu' });
console.log(...(await y.data()));`,
        right: '65 66 67 65 66 67',
      },
    ],
  },
  {
    repairs: ['wasm BatchMatMul'],
    snippets: [
      {
        code: `const a = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
console.log(...(await tf.matMul(a, a).data()));`,
        right: '7 10 15 22',
      },
    ],
  },
  {
    repairs: ['composed BatchMatMul'],
    snippets: [
      {
        code: `const y = tf.matMul(tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10, 100], [1, 3, 1, 1]));
console.log(y.shape.join(), ':', ...(await y.data()));`,
        right: '2,3,1,1 : 1 10 100 2 20 200',
      },
    ],
  },
  {
    repairs: ['gradient BatchMatMul'],
    snippets: [
      {
        code: `const a = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
const b = tf.tensor2d([9, 10, 11, 12], [2, 2]);
const gradient = tf.grad((x) => tf.sum(tf.matMul(a, x)))(b);
console.log(...(await gradient.data()));`,
        right: '16 16 20 20',
      },
    ],
  },
  {
    repairs: ['composed _FusedMatMul'],
    snippets: [
      {
        code: `const bias = tf.tensor1d([1, -2, 3]);
const y = tf.fused.matMul({ a: tf.zeros([1, 0]), b: tf.zeros([0, 3]), bias, activation: 'relu' });
console.log(...(await y.data()));`,
        right: '1 0 3',
        notRun: { wasm: 'the output is what the heap held before' },
      },
    ],
  },
  {
    repairs: [
      'wasm Conv2DBackpropFilter',
      'wasm DepthwiseConv2dNativeBackpropFilter',
      'wasm DepthwiseConv2dNativeBackpropInput',
    ],
    snippets: [
      {
        code: `const gradient = tf.grad((f) => tf.sum(tf.conv2d(tf.ones([1, 3, 3, 1]), f, 1, 'valid')))(tf.ones([2, 2, 1, 1]));
console.log(...(await gradient.data()));`,
        right: '4 4 4 4',
      },
      {
        code: `const gradients = tf.grads((x, f) => tf.sum(tf.depthwiseConv2d(x, f, 1, 'valid')));
const [byImage, byFilter] = gradients([tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1])]);
console.log(...(await byImage.data()), ':', ...(await byFilter.data()));`,
        right: '1 2 1 2 4 2 1 2 1 : 4 4 4 4',
      },
    ],
  },
  {
    repairs: ['wasm Conv2D'],
    snippets: [
      {
        code: `const y = tf.conv2d(tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]), tf.ones([1, 2, 1, 1]), 1, 'valid', 'NCHW');
console.log(...(await y.data()));`,
        right: '3 5 7',
      },
    ],
  },
  {
    repairs: ['wasm DepthwiseConv2dNative', 'wasm MaxPool', 'wasm AvgPool'],
    snippets: [
      {
        code: `const x = tf.range(1, 10).reshape([1, 3, 3, 1]);
tf.fill([4], 777).dispose();
const y = tf.depthwiseConv2d(x, tf.ones([2, 2, 1, 1]), 2, 0, 'NHWC', 1, 'ceil');
console.log(...(await y.data()));`,
        right: '12 9 15 9',
        notRun: { wasm: unwritten },
      },
      {
        code: `const x = tf.range(1, 10).reshape([1, 3, 3, 1]);
console.log(...(await tf.maxPool(x, 2, 2, 0, 'ceil').data()), ':', ...(await tf.avgPool(x, 2, 2, 0, 'ceil').data()));`,
        right: '5 6 8 9 : 3 4.5 7.5 9',
        notRun: { wasm: unwritten },
      },
    ],
  },
  {
    repairs: ['wasm FusedConv2D', 'wasm FusedDepthwiseConv2D'],
    snippets: [
      {
        code: `const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
const filter = tf.ones([1, 2, 1, 1]);
const y = tf.fused.conv2d({ x, filter, strides: 1, pad: 'valid', bias: tf.scalar(-4), activation: 'relu' });
console.log(...(await y.data()));`,
        right: '0 1 3',
      },
      {
        code: `const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
const filter = tf.ones([1, 2, 1, 1]);
const y = tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'valid', bias: tf.scalar(-4), activation: 'relu' });
console.log(...(await y.data()));`,
        right: '0 1 3',
      },
    ],
  },
  {
    repairs: ['wasm Conv3DBackpropFilterV2', 'wasm Conv3DBackpropInputV2'],
    snippets: [
      {
        code: `const x = tf.range(1, 28).reshape([1, 3, 3, 3, 1]);
const gradient = tf.grad((f) => tf.sum(tf.square(tf.conv3d(x, f, 2, 'same'))))(tf.ones([2, 2, 2, 1, 1]));
console.log(...(await gradient.data()));`,
        right: '10584 7020 6768 4464 4572 2952 2640 1680',
      },
      {
        code: `const filter = tf.ones([2, 2, 2, 1, 1]);
const gradient = tf.grad((x) => tf.sum(tf.conv3d(x, filter, 2, 'valid')))(tf.ones([1, 3, 3, 3, 1]));
console.log(...(await gradient.data()));`,
        right: '1 1 0 1 1 0 0 0 0 1 1 0 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0',
        notRun: { wasm: 'most values are what the heap held before' },
      },
    ],
  },
  {
    repairs: ['gradient Conv2D', 'gradient DepthwiseConv2dNative'],
    snippets: [
      {
        code: `const x = tf.range(1, 6).reshape([1, 1, 5, 1]);
const gradient = tf.grad((f) => tf.sum(tf.conv2d(x, f, 1, 'valid', 'NHWC', [1, 2])))(tf.ones([1, 2, 1, 1]));
console.log(...(await gradient.data()));`,
        right: '6 12',
      },
      {
        code: `const x = tf.range(1, 6).reshape([1, 1, 5, 1]);
const gradient = tf.grad((f) => tf.sum(tf.depthwiseConv2d(x, f, 1, 'valid', 'NHWC', [1, 2])))(tf.ones([1, 2, 1, 1]));
console.log(...(await gradient.data()));`,
        right: '6 12',
      },
    ],
  },
];
