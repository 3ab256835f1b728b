// Pooling and resizing of images.
import type { Defect } from './defect';

export const poolingDefects: readonly Defect[] = [
  {
    repairs: ['wasm MaxPoolGrad', 'wasm MaxPool3DGrad'],
    snippets: [
      {
        code: `const x = tf.range(-1, -17, -1).reshape([1, 4, 4, 1]);
const gradient = tf.grad((z) => tf.sum(tf.maxPool(z, 2, 2, 'valid')))(x);
console.log(...(await gradient.data()));`,
        right: '1 0 1 0 0 0 0 0 1 0 1 0 0 0 0 0',
      },
      {
        code: `const x = tf.tensor5d([-3, -2, -1, -4, -5, -6, -7, -8], [1, 2, 2, 2, 1]);
const gradient = tf.grad((z) => tf.sum(tf.maxPool3d(z, 2, 2, 'valid')))(x);
console.log(...(await gradient.data()));`,
        right: '0 0 1 0 0 0 0 0',
      },
    ],
  },
  {
    repairs: ['wasm MaxPool3D', 'wasm MaxPoolWithArgmax'],
    snippets: [
      {
        code: `const x = tf.range(-1, -9, -1).reshape([1, 2, 2, 2, 1]);
console.log(...(await tf.maxPool3d(x, 2, 2, 'valid').data()));`,
        right: '-1',
      },
      {
        code: `const x = tf.range(-1, -17, -1).reshape([1, 4, 4, 1]);
const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 2, 'valid');
console.log(...(await result.data()), ':', ...(await indexes.data()));`,
        right: '-1 -3 -9 -11 : 0 2 8 10',
      },
    ],
  },
  {
    repairs: ['gradient AvgPool', 'gradient AvgPool3D'],
    snippets: [
      {
        code: `const gradient = tf.grad((x) => tf.sum(tf.avgPool(x, 2, 2, 'same')))(tf.ones([1, 3, 3, 1]));
console.log(...(await gradient.data()));`,
        right: '0.25 0.25 0.5 0.25 0.25 0.5 0.5 0.5 1',
      },
      {
        code: `const gradient = tf.grad((x) => tf.sum(tf.avgPool3d(x, [1, 2, 2], [1, 2, 2], 'same')))(tf.ones([1, 1, 3, 3, 1]));
console.log(...(await gradient.data()));`,
        right: '0.25 0.25 0.5 0.25 0.25 0.5 0.5 0.5 1',
      },
    ],
  },
  {
    repairs: ['gradient MaxPool'],
    snippets: [
      {
        code: `const x = tf.range(1, 10).reshape([1, 3, 3, 1]);
const gradient = tf.grad((z) => tf.sum(tf.maxPool(z, 2, 2, 0, 'ceil')))(x);
console.log(...(await gradient.data()));`,
        right: '0 0 0 0 1 1 0 1 1',
        notRun: { wasm: 'the kernel reads beyond the gradient of the output' },
      },
    ],
  },
  {
    repairs: ['gradient ResizeBilinear', 'gradient ResizeNearestNeighbor'],
    snippets: [
      {
        code: `const weights = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
const resize = (x) => tf.image.resizeBilinear(x, [1, 3], false, true);
const gradient = tf.grad((x) => tf.sum(tf.mul(resize(x), weights)))(tf.tensor4d([1, 2], [1, 1, 2, 1]));
console.log(...(await gradient.data()));`,
        right: '2 4',
      },
      {
        code: `const weights = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
const resize = (x) => tf.image.resizeNearestNeighbor(x, [1, 3], false, true);
const gradient = tf.grad((x) => tf.sum(tf.mul(resize(x), weights)))(tf.tensor4d([1, 2], [1, 1, 2, 1]));
console.log(...(await gradient.data()));`,
        right: '1 5',
      },
    ],
  },
  {
    repairs: ['composed ResizeNearestNeighborGrad'],
    snippets: [
      {
        code: `const weights = tf.range(1, 9).reshape([2, 4, 1, 1]);
const resized = (x) => tf.image.resizeNearestNeighbor(x, [4, 1]);
const gradient = tf.grad((x) => tf.sum(tf.mul(resized(x), weights)))(tf.ones([2, 2, 1, 1]));
console.log(...(await gradient.data()));`,
        right: '3 7 11 15',
      },
    ],
  },
];
