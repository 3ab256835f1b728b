// Strings, ragged and sparse tensors, complex numbers, random numbers: what training rarely needs, and must not break.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, exactIntegers, exactly, floats, integers, texts } from '../differential-case';

const parts = (record: object): tf.Tensor[] => Object.values(record) as tf.Tensor[];

const strings: DifferentialCase[] = [
  {
    name: 'StringNGrams',
    kernel: 'StringNGrams',
    inputs: [texts(['a', 'b', 'c', 'd', 'e']), exactIntegers([0, 3, 5])],
    run: (x, s) => parts(tf.string.stringNGrams(x as tf.Tensor1D, s, '|', [1, 2], 'L', 'R', 1, false)),
  },
  {
    name: 'StringSplit',
    kernel: 'StringSplit',
    inputs: [texts(['a b', 'c', '', 'd  e']), texts([' '], [])],
    run: (x, d) => parts(tf.string.stringSplit(x as tf.Tensor1D, d as tf.Scalar, true)),
  },
  {
    name: 'StringToHashBucketFast',
    kernel: 'StringToHashBucketFast',
    inputs: [texts(['a', 'b', 'c', 'dé'])],
    run: (x) => tf.string.stringToHashBucketFast(x, 10),
  },
  {
    name: 'StaticRegexReplace',
    kernel: 'StaticRegexReplace',
    inputs: [texts(['abcabc', 'xyz'])],
    run: (x) => tf.string.staticRegexReplace(x, 'b', 'B'),
  },
];

const sparse: DifferentialCase[] = [
  {
    name: 'SparseFillEmptyRows',
    kernel: 'SparseFillEmptyRows',
    inputs: [
      exactIntegers([0, 0, 1, 0, 1, 3, 3, 2], [4, 2]),
      exactly([0, 10, 13, 33]),
      exactIntegers([5, 6]),
      exactly([-1], []),
    ],
    run: (i, v, s, d) =>
      parts(tf.sparse.sparseFillEmptyRows(i as tf.Tensor2D, v as tf.Tensor1D, s as tf.Tensor1D, d as tf.Scalar)),
  },
  {
    name: 'SparseReshape',
    kernel: 'SparseReshape',
    inputs: [exactIntegers([0, 0, 0, 0, 0, 1, 1, 2, 3], [3, 3]), exactIntegers([2, 3, 6]), exactIntegers([9, -1])],
    run: (i, s, n) => parts(tf.sparse.sparseReshape(i as tf.Tensor2D, s as tf.Tensor1D, n as tf.Tensor1D)),
  },
  ...(['float32', 'int32'] as const).flatMap((dtype): DifferentialCase[] => {
    const data = dtype === 'float32' ? floats('segment', [4, 3]) : integers('segment', [4, 3]);
    return [
      {
        name: `SparseSegmentSum of ${dtype}`,
        kernel: 'SparseSegmentSum',
        inputs: [data, exactIntegers([0, 1, 3]), exactIntegers([0, 0, 2])],
        run: (x, i, s) => tf.sparse.sparseSegmentSum(x, i as tf.Tensor1D, s as tf.Tensor1D),
      },
      {
        name: `SparseSegmentMean of ${dtype}`,
        kernel: 'SparseSegmentMean',
        inputs: [data, exactIntegers([0, 1, 3]), exactIntegers([0, 0, 1])],
        run: (x, i, s) => tf.sparse.sparseSegmentMean(x, i as tf.Tensor1D, s as tf.Tensor1D),
      },
    ];
  }),
];

const ragged: DifferentialCase[] = [
  {
    name: 'RaggedGather',
    kernel: 'RaggedGather',
    inputs: [exactIntegers([0, 3, 3, 5, 6]), exactly([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), exactIntegers([2, 1, 0, 3])],
    run: (s, v, i) => {
      const { outputNestedSplits, outputDenseValues } = tf.raggedGather([s], v, i, 1);
      return [...outputNestedSplits, outputDenseValues];
    },
  },
  {
    name: 'RaggedRange',
    kernel: 'RaggedRange',
    inputs: [exactly([0, 5, 8]), exactly([3, 4, 10]), exactly([1, -1, 0.5])],
    run: (a, b, c) => parts(tf.raggedRange(a, b, c)),
  },
  {
    name: 'RaggedTensorToTensor',
    kernel: 'RaggedTensorToTensor',
    inputs: [
      exactIntegers([4, 4]),
      exactly([0.1, 0.2, 0.3, 0.4, 0.5]),
      exactly([1.5], []),
      exactIntegers([0, 2, 2, 5]),
    ],
    run: (shape, values, fill, splits) => tf.raggedTensorToTensor(shape, values, fill, [splits], ['ROW_SPLITS']),
  },
];

/** Complex results as their two parts. */
const both = (z: tf.Tensor): tf.Tensor[] => [tf.real(z), tf.imag(z)];

const complexes = [[4], [3], [2, 5], [1], [2, 8]].flatMap((shape): DifferentialCase[] => {
  const inputs = [floats('real', shape), floats('imaginary', shape)];
  const one = (name: string, kernel: string, run: (z: tf.Tensor) => tf.Tensor | tf.Tensor[]): DifferentialCase => ({
    name: `${name} [${shape}]`,
    kernel,
    inputs,
    run: (re, im) => run(tf.complex(re, im)),
  });
  return [
    one('Complex', 'Complex', both),
    one('Real', 'Real', (z) => tf.real(z)),
    one('Imag', 'Imag', (z) => tf.imag(z)),
    one('ComplexAbs', 'ComplexAbs', (z) => tf.abs(z)),
    one('FFT', 'FFT', (z) => both(tf.spectral.fft(z))),
    one('IFFT', 'IFFT', (z) => both(tf.spectral.ifft(z))),
    one('complex clone', 'Identity', (z) => both(tf.clone(z))),
    one('complex reshape', 'Reshape', (z) => both(tf.reshape(z, [-1]))),
    one('complex concat', 'Concat', (z) => both(tf.concat([z, z], 0))),
    one('complex stack', 'Pack', (z) => both(tf.stack([z, z]))),
    one('complex expandDims', 'ExpandDims', (z) => both(tf.expandDims(z))),
    one('complex add', 'Add', (z) => both(tf.add(z, z))),
    one('complex sub', 'Sub', (z) => both(tf.sub(z, tf.complex(tf.fill(shape, 1), tf.fill(shape, 2))))),
    ...(['Add', 'Sub', 'Multiply'] as const).map(
      (kernel): DifferentialCase => ({
        name: `complex ${kernel} with a scalar [${shape}]`,
        kernel,
        inputs,
        run: (re, im) =>
          both({ Add: tf.add, Sub: tf.sub, Multiply: tf.mul }[kernel](tf.complex(re, im), tf.complex(2, 3))),
        oracle: (re, im) =>
          ({
            Add: [re.map((x) => x + 2), im.map((y) => y + 3)],
            Sub: [re.map((x) => x - 2), im.map((y) => y - 3)],
            Multiply: [re.map((x, at) => 2 * x - 3 * im[at]), im.map((y, at) => 2 * y + 3 * re[at])],
          })[kernel],
      }),
    ),
    one('complex mul', 'Multiply', (z) => both(tf.mul(z, z))),
    one('complex zerosLike', 'ZerosLike', (z) => both(tf.zerosLike(z))),
    one('complex to float', 'Cast', (z) => tf.cast(z, 'float32')),
    one('float to complex', 'Cast', (z) => both(tf.cast(tf.real(z), 'complex64'))),
    one('complex and float', 'Add', (z) => both(tf.add(z, tf.real(z)))),
    { name: `rfft [${shape}]`, kernel: 'FFT', inputs: [inputs[0]], run: (x) => both(tf.spectral.rfft(x)) },
    one('irfft', 'IFFT', (z) => tf.spectral.irfft(z)),
  ];
});

const signals: DifferentialCase[] = [
  {
    name: 'short-time Fourier transform',
    kernel: 'FFT',
    inputs: [floats('signal', [20])],
    run: (x) => both(tf.signal.stft(x as tf.Tensor1D, 8, 4)),
  },
];

const draws: DifferentialCase[] = [
  {
    name: 'Multinomial',
    kernel: 'Multinomial',
    inputs: [floats('logits', [2, 4])],
    run: (x) => tf.multinomial(x as tf.Tensor2D, 5, 7),
  },
];

export const stringAndSparseCases: DifferentialCase[] = [
  ...strings,
  ...sparse,
  ...ragged,
  ...complexes,
  ...signals,
  ...draws,
];
