// Kernels of the WebGPU backend.
import type { Defect } from './defect';

const noComplex = { wasm: 'the stock backend has no complex numbers' };

export const webgpuDefects: readonly Defect[] = [
  {
    repairs: ['composed AddN'],
    snippets: [
      {
        code: `const y = tf.addN(Array.from({ length: 40 }, (_, index) => tf.tensor1d([index + 1])));
console.log(...(await y.data()));`,
        right: '820',
      },
      {
        code: `const y = tf.addN([tf.tensor1d([2 ** 24 + 1], 'int32'), tf.tensor1d([2], 'int32')]);
console.log((await y.data())[0] - 2 ** 24);`,
        right: '3',
      },
    ],
  },
  {
    repairs: ['composed ArgMax', 'composed ArgMin'],
    snippets: [
      {
        code: `console.log(tf.argMax([1, 3, 2]).shape.length, tf.argMin([1, 3, 2]).shape.length);`,
        right: '0 0',
      },
    ],
  },
  {
    repairs: ['composed Cumsum', 'composed Cumprod'],
    snippets: [
      {
        code: `for (const x of [tf.tensor1d([1, 1]), tf.tensor1d([1, 2, 3, 4])]) {
  console.log(...(await tf.cumsum(x, 0, false, true).data()));
}`,
        right: '2 1\n10 9 7 4',
      },
      {
        code: `for (const x of [tf.tensor1d([1, 1]), tf.tensor1d([1, 2, 3, 4])]) {
  console.log(...(await tf.cumprod(x, 0, false, true).data()));
}`,
        right: '1 1\n24 24 12 4',
      },
    ],
  },
  {
    repairs: ['composed PadV2'],
    snippets: [
      {
        code: `const y = tf.pad(tf.ones([1, 1, 1, 1, 2]), [[0, 0], [0, 0], [0, 0], [0, 0], [0, 1]]);
console.log(...(await y.data()));`,
        right: '1 1 0',
      },
    ],
  },
  {
    repairs: ['composed LinSpace'],
    snippets: [{ code: `console.log(...(await tf.linspace(2, 3, 1).data()));`, right: '2' }],
  },
  {
    repairs: ['composed ScatterNd', 'composed SparseToDense'],
    snippets: [
      {
        code: `const y = tf.scatterND(tf.tensor2d([2], [1, 1], 'int32'), tf.tensor1d([true], 'bool'), [4]);
console.log(...(await y.data()));`,
        right: '0 0 1 0',
      },
      {
        code: `const [places, values] = [tf.range(0, 2000, 1, 'int32'), tf.ones([2000], 'bool')];
const y = tf.sparseToDense(places, values, [2001], tf.scalar(false, 'bool'));
console.log(tf.util.sum([...(await y.data())]));`,
        right: '2000',
      },
    ],
  },
  {
    repairs: ['composed Bincount', 'composed DenseBincount'],
    snippets: [
      {
        code: `const y = tf.image.threshold(tf.tensor3d([1, 1, 9], [1, 3, 1], 'int32'), 'otsu');
console.log(...(await y.data()));`,
        right: '0 0 255',
      },
      {
        code: `const y = tf.denseBincount(tf.tensor2d([[1, 0, 1], [0, 0, 0]], [2, 3], 'int32'), [], 2);
console.log(...(await y.data()));`,
        right: '1 2 3 0',
      },
      {
        code: `const classes = tf.tensor2d([[1, 0, 1]], [1, 3], 'int32');
console.log(...(await tf.denseBincount(classes, tf.tensor2d([[1, 2, -3]]), 2).data()));`,
        right: '2 -2',
      },
      {
        code: `const classes = tf.tensor1d([1, 0, 1], 'int32');
console.log(...(await tf.denseBincount(classes, [], 3, true).data()));`,
        right: '1 1 0',
      },
    ],
  },
  {
    repairs: ['composed GatherNd'],
    snippets: [
      {
        code: `const buffers = tf.backend().numDataIds();
tf.tidy(() => void tf.gatherND(tf.tensor1d([1, 2, 3]), tf.tensor2d([1], [1, 1], 'int32')));
console.log(tf.backend().numDataIds() - buffers);`,
        right: '0',
      },
    ],
  },
  {
    repairs: ['composed TensorScatterUpdate'],
    snippets: [
      {
        code: `const y = tf.tensorScatterUpdate(tf.tensor1d([1, 2]), tf.tensor2d([], [0, 1], 'int32'), tf.tensor1d([]));
console.log(...(await y.data()));`,
        right: '1 2',
      },
    ],
  },
  {
    repairs: ['composed Prod'],
    snippets: [
      { code: `console.log(tf.prod(tf.tensor2d([1, 2, 3, 4], [2, 2]), 1, true).shape.join());`, right: '2,1' },
    ],
  },
  {
    repairs: ['composed Real', 'composed Imag', 'composed Concat', 'composed Pack'],
    snippets: [
      {
        code: `const z = tf.reshape(tf.complex([1, 2], [3, 4]), [2, 1]);
console.log(tf.real(z).shape.join(), ':', tf.imag(z).shape.join());`,
        right: '2,1 : 2,1',
        notRun: noComplex,
      },
      {
        code: `const z = tf.reshape(tf.complex([1, 2], [3, 4]), [2, 1]);
const y = tf.imag(tf.concat([z, z], 1));
console.log(y.shape.join(), ':', ...(await y.data()));`,
        right: '2,2 : 3 3 4 4',
        notRun: noComplex,
      },
      {
        code: `const y = tf.imag(tf.stack([tf.complex([1, 2], [3, 4]), tf.complex([5, 6], [7, 8])]));
console.log(y.shape.join(), ':', ...(await y.data()));`,
        right: '2,2 : 3 4 7 8',
        notRun: noComplex,
      },
    ],
  },
  {
    repairs: ['composed Cast'],
    snippets: [
      {
        code: `const truth = tf.greater(tf.slice(tf.ones([200, 200]), [0, 0], [1, 1]), 0);
const float = tf.cast(truth, 'float32');
console.log(float.dtype, tf.backend().tensorMap?.get(float.dataId).dtype ?? float.dtype);`,
        right: 'float32 float32',
      },
    ],
  },
  {
    repairs: ['program WebGPUBackend.runWebGPUProgram'],
    snippets: [
      {
        code: `const far = tf.reshape(tf.slice(tf.range(0, 2000), 0, 4), [2, 1, 2]);
console.log(...(await tf.any(tf.equal(far, 1), [0, 1]).data()));`,
        right: '0 1',
      },
      {
        code: `const far = tf.cast(tf.slice(tf.range(0, 2000), 0, 6), 'int32');
console.log(...(await tf.transpose(tf.reshape(far, [1, 2, 3]), [2, 1, 0]).data()));`,
        right: '0 3 1 4 2 5',
      },
    ],
  },
  {
    repairs: ['composed Neg'],
    snippets: [
      {
        code: `const far = tf.slice(tf.range(0, 2000), 0, 2);
console.log(...(await tf.neg(tf.greater(far, 0)).data()));`,
        right: '0 1',
      },
    ],
  },
];
