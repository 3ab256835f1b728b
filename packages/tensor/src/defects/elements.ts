// Sums, running sums, element-wise ops and layouts.
import type { Defect } from './defect';

const adds = 'adds in float32 too, and is not repaired';
const corrupts = 'writes outside the memory of the tensor; later the program fails elsewhere';

export const elementDefects: readonly Defect[] = [
  {
    repairs: ['wasm Sum', 'wasm Mean', 'wasm Cumsum'],
    snippets: [
      {
        code: `const x = tf.fill([2 ** 20], 0.1);
console.log((await tf.sum(x).data())[0], (await tf.mean(x).data())[0]);`,
        right: '104857.6 0.1',
      },
      {
        code: `const sums = await tf.cumsum(tf.fill([2 ** 20], 0.1)).data();
console.log(sums[2 ** 20 - 1]);`,
        right: '104857.6',
        notRun: { cpu: adds, webgpu: adds },
      },
    ],
  },
  {
    repairs: ['call Cumsum', 'call Cumprod'],
    snippets: [
      {
        code: `console.log(...(await tf.cumsum(tf.ones([2, 3]), -1).data()));`,
        right: '1 2 3 1 2 3',
        notRun: { wasm: corrupts },
      },
      {
        code: `console.log(...(await tf.cumprod(tf.fill([2, 3], 2), -1).data()));`,
        right: '2 4 8 2 4 8',
        notRun: { wasm: corrupts },
      },
    ],
  },
  {
    repairs: ['wasm Maximum', 'wasm Minimum'],
    snippets: [
      {
        code: `console.log(...(await tf.maximum([NaN, 1], [1, NaN]).data()), ':', ...(await tf.minimum([NaN, 1], [1, NaN]).data()));`,
        right: 'NaN NaN : NaN NaN',
        notRun: { webgpu: 'WGSL lets a device take it that there is no NaN' },
      },
    ],
  },
  {
    repairs: ['wasm Prelu'],
    snippets: [
      {
        code: `console.log(...(await tf.prelu(tf.fill([2, 2], -1), tf.tensor2d([[0.5], [0.25]])).data()));`,
        right: '-0.5 -0.5 -0.25 -0.25',
      },
    ],
  },
  {
    repairs: ['wasm Cast'],
    snippets: [
      {
        code: `console.log(...(await tf.cast([0.5, 256, -0.25, 0], 'bool').data()));`,
        right: '1 1 1 0',
      },
    ],
  },
  {
    repairs: ['wasm StridedSlice'],
    snippets: [
      {
        code: `const y = tf.stridedSlice(tf.tensor1d([1, 2, 3, 4], 'int32'), [0], [4], [2]);
console.log(y.dtype, ...(await y.data()));`,
        right: 'int32 1 3',
      },
    ],
  },
  {
    repairs: ['wasm Transpose'],
    snippets: [
      {
        code: `console.log(tf.transpose(tf.zeros([0, 3, 6]), [0, 2, 1]).shape.join());`,
        right: '0,6,3',
      },
    ],
  },
  {
    repairs: ['wasm UnsortedSegmentSum'],
    snippets: [
      {
        code: `const rows = tf.tensor1d([2, 0, 2], 'int32');
const gradient = tf.grad((x) => tf.sum(tf.gather(x, rows)))(tf.ones([3, 2]));
console.log(...(await gradient.data()));`,
        right: '1 1 0 0 2 2',
      },
    ],
  },
  {
    repairs: ['composed Add', 'composed Sub', 'composed Multiply'],
    snippets: ['add', 'sub', 'mul'].map((op, index) => ({
      code: `const y = tf.${op}(tf.complex([1, 2], [3, 4]), tf.complex(5, 6));
console.log(...(await tf.real(y).data()), ':', ...(await tf.imag(y).data()));`,
      right: ['6 7 : 9 10', '-4 -3 : -3 -2', '-13 -14 : 21 32'][index],
      notRun: { wasm: 'the stock backend has no complex numbers' },
    })),
  },
];
