// Ops that make values from settings, or by numbers of places, classes or segments.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, exactIntegers, floats, typed } from '../differential-case';

export const madeCases: DifferentialCase[] = [
  ...(['float32', 'int32', 'bool'] as const).map(
    (dtype): DifferentialCase => ({
      name: `Fill ${dtype}`,
      kernel: 'Fill',
      inputs: [],
      run: () => tf.fill([2, 3], 1, dtype as 'float32'),
    }),
  ),
  { name: 'Fill with text', kernel: 'Fill', inputs: [], run: () => tf.fill([2], 'a', 'string') },
  { name: 'Fill nothing', kernel: 'Fill', inputs: [], run: () => tf.fill([0, 2], 3) },
  { name: 'Range 0 to 5', kernel: 'Range', inputs: [], run: () => tf.range(0, 5, 1) },
  { name: 'Range 5 to 0 by -2', kernel: 'Range', inputs: [], run: () => tf.range(5, 0, -2, 'int32') },
  { name: 'Range of nothing', kernel: 'Range', inputs: [], run: () => tf.range(3, 3) },
  { name: 'Range by thirds', kernel: 'Range', inputs: [], run: () => tf.range(0, 2, 1 / 3) },
  { name: 'LinSpace', kernel: 'LinSpace', inputs: [], run: () => tf.linspace(-1, 2, 7) },
  { name: 'LinSpace of one', kernel: 'LinSpace', inputs: [], run: () => tf.linspace(-1, 2, 1) },
  ...(['float32', 'int32', 'bool'] as const).map(
    (dtype): DifferentialCase => ({
      name: `OneHot ${dtype}`,
      kernel: 'OneHot',
      inputs: [exactIntegers([0, 2, 1, 5, -1])],
      run: (x) => tf.oneHot(x, 3, 1, 0, dtype),
    }),
  ),
  {
    name: 'OneHot 2d with values',
    kernel: 'OneHot',
    inputs: [exactIntegers([0, 1, 2, 0], [2, 2])],
    run: (x) => tf.oneHot(x, 3, 2.5, -1),
  },
  {
    name: 'where indices',
    kernel: 'Transpose',
    inputs: [typed('float32', 'unused', [1])],
    run: (x) => tf.eye(3, 4, [2]).mul(x),
  },
  ...(['float32', 'int32', 'bool'] as const).map(
    (dtype): DifferentialCase => ({
      name: `GatherND of ${dtype}`,
      kernel: 'GatherNd',
      inputs: [typed(dtype, 'gatherNd', [3, 4])],
      run: (x) => tf.gatherND(x, tf.tensor2d([0, 1, 2, 3], [2, 2], 'int32')),
    }),
  ),
  {
    name: 'GatherND of rows',
    kernel: 'GatherNd',
    inputs: [floats('gatherNd', [3, 4])],
    run: (x) => tf.gatherND(x, tf.tensor2d([2, 0], [2, 1], 'int32')),
  },
  {
    name: 'GatherND of strings',
    kernel: 'GatherNd',
    inputs: [typed('string', 'gatherNd', [3, 2])],
    run: (x) => tf.gatherND(x, tf.tensor2d([2, 0], [2, 1], 'int32')),
  },
  ...(['float32', 'int32', 'bool'] as const).map(
    (dtype): DifferentialCase => ({
      name: `ScatterND of ${dtype}`,
      kernel: 'ScatterNd',
      inputs: [exactIntegers([4, 1, 4], [3, 1]), typed(dtype, 'scatter', [3])],
      run: (i, x) => tf.scatterND(i, x, [6]),
    }),
  ),
  ...(['float32', 'int32'] as const).map(
    (dtype): DifferentialCase => ({
      name: `TensorScatterUpdate of ${dtype}`,
      kernel: 'TensorScatterUpdate',
      inputs: [typed(dtype, 'base', [6, 2]), exactIntegers([4, 1], [2, 1]), typed(dtype, 'update', [2, 2])],
      run: (x, i, u) => tf.tensorScatterUpdate(x, i, u),
    }),
  ),
  ...(['float32', 'int32', 'bool', 'string'] as const).map(
    (dtype): DifferentialCase => ({
      name: `SparseToDense of ${dtype}`,
      kernel: 'SparseToDense',
      inputs: [exactIntegers([0, 2, 1, 1], [2, 2]), typed(dtype, 'sparse', [2]), typed(dtype, 'default', [])],
      run: (i, x, d) => tf.sparseToDense(i, x, [2, 3], d as tf.Scalar),
    }),
  ),
  ...(['float32', 'int32'] as const).map(
    (dtype): DifferentialCase => ({
      name: `TopK of ${dtype}`,
      kernel: 'TopK',
      inputs: [typed(dtype, 'topk', [3, 9])],
      run: (x) => {
        const { values, indices } = tf.topk(x, 4, true);
        return [values, indices];
      },
    }),
  ),
  {
    name: 'TopK of one',
    kernel: 'TopK',
    inputs: [floats('topk', [3, 5])],
    run: (x) => {
      const { values, indices } = tf.topk(x, 1, false);
      return [values, indices];
    },
  },
  ...(['float32', 'int32'] as const).flatMap((dtype) =>
    [undefined, 0].map(
      (axis): DifferentialCase => ({
        name: `Unique of ${dtype}, axis ${axis}`,
        kernel: 'Unique',
        inputs: [
          axis === undefined
            ? {
                shape: [6],
                dtype,
                values: dtype === 'int32' ? Int32Array.of(3, 1, 3, 2, 1, 0) : Float32Array.of(3, 1, 3, 2, 1, 0),
              }
            : {
                shape: [3, 2],
                dtype,
                values: dtype === 'int32' ? Int32Array.of(3, 1, 3, 1, 1, 0) : Float32Array.of(3, 1, 3, 1, 1, 0),
              },
        ],
        run: (x) => {
          const { values, indices } = tf.unique(x, axis);
          return [values, indices];
        },
      }),
    ),
  ),
  {
    name: 'Unique of strings',
    kernel: 'Unique',
    inputs: [{ shape: [4], dtype: 'string', values: ['b', 'a', 'b', 'c'] }],
    run: (x) => {
      const { values, indices } = tf.unique(x);
      return [values, indices];
    },
  },
  ...(['left', 'right'] as const).map(
    (side): DifferentialCase => ({
      name: `SearchSorted ${side}`,
      kernel: 'SearchSorted',
      inputs: [
        floats('unused', [0]),
        { shape: [2, 4], dtype: 'float32', values: Float32Array.of(1, 2, 2, 5, -1, 0, 3, 9) },
        { shape: [2, 3], dtype: 'float32', values: Float32Array.of(2, 0, 6, -1, 4, 10) },
      ],
      run: (_, sorted, values) => tf.searchSorted(sorted, values, side),
    }),
  ),
  {
    name: 'UnsortedSegmentSum',
    kernel: 'UnsortedSegmentSum',
    inputs: [floats('segments', [4, 3]), exactIntegers([1, 0, 1, 3])],
    run: (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 4),
    gradient: [0],
  },
  {
    name: 'UnsortedSegmentSum with negative segments',
    kernel: 'UnsortedSegmentSum',
    inputs: [floats('segments', [4, 3]), exactIntegers([1, -1, 1, 0])],
    run: (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 2),
  },
  {
    name: 'UnsortedSegmentSum of int32',
    kernel: 'UnsortedSegmentSum',
    inputs: [typed('int32', 'segments', [4, 2]), exactIntegers([1, 0, 1, 2])],
    run: (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 3),
  },
];
