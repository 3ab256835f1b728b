// Ops that move values without changing them, for every type of value.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, typed } from '../differential-case';

type ValueType = 'float32' | 'int32' | 'bool' | 'string';
const valueTypes: ValueType[] = ['float32', 'int32', 'bool', 'string'];

/** The same computation on every type of value; gradients for float32. */
function forTypes(
  name: string,
  kernel: string,
  shapes: number[][],
  run: (...x: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  types: ValueType[] = valueTypes,
  differentiable = true,
): DifferentialCase[] {
  return types.map((dtype) => ({
    name: `${kernel} of ${dtype}, ${name}`,
    kernel,
    inputs: shapes.map((shape, index) => typed(dtype, `${kernel} ${index}`, shape)),
    run,
    gradient: dtype === 'float32' && differentiable ? shapes.map((_, index) => index) : undefined,
  }));
}

const numbers: ValueType[] = ['float32', 'int32', 'bool'];

const transposes = [
  { shape: [2, 3], permutation: [1, 0] },
  { shape: [2, 3, 4], permutation: [2, 0, 1] },
  { shape: [3, 1, 5, 2], permutation: [0, 2, 1, 3] },
  { shape: [2, 1, 3, 2, 2], permutation: [4, 2, 0, 1, 3] },
  { shape: [0, 3], permutation: [1, 0] },
].flatMap(({ shape, permutation }) =>
  forTypes(`[${shape}] by [${permutation}]`, 'Transpose', [shape], (x) => tf.transpose(x, permutation)),
);

const slices = [
  { shape: [7], begin: [2], size: [3] },
  { shape: [4, 5], begin: [1, 0], size: [2, 5] },
  { shape: [4, 5], begin: [0, 2], size: [4, 3] },
  { shape: [3, 4, 5], begin: [1, 1, 1], size: [2, 2, 3] },
  { shape: [2, 2, 2, 3], begin: [0, 1, 0, 1], size: [2, 1, 2, 1] },
  { shape: [2, 2, 2, 2, 3], begin: [0, 1, 0, 1, 0], size: [2, 1, 2, 1, 2] },
  { shape: [4, 5], begin: [4, 0], size: [0, 5] },
  { shape: [3], begin: [0], size: [3] },
].flatMap(({ shape, begin, size }) =>
  forTypes(`[${shape}] from [${begin}], [${size}]`, 'Slice', [shape], (x) => tf.slice(x, begin, size)),
);

const concats = [
  { shapes: [[2], [3]], axis: 0 },
  {
    shapes: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    axis: 1,
  },
  {
    shapes: [
      [2, 3],
      [1, 3],
    ],
    axis: 0,
  },
  {
    shapes: [
      [2, 0],
      [2, 2],
    ],
    axis: -1,
  },
  {
    shapes: [
      [2, 1, 3],
      [2, 2, 3],
    ],
    axis: 1,
  },
].flatMap(({ shapes, axis }) =>
  forTypes(`${shapes.map((shape) => `[${shape}]`).join(' ')} along ${axis}`, 'Concat', shapes, (...x) =>
    tf.concat(x, axis),
  ),
);

const tiles = [
  { shape: [3], repeats: [2] },
  { shape: [2, 3], repeats: [2, 1] },
  { shape: [2, 3], repeats: [1, 3] },
  { shape: [2, 1, 2], repeats: [2, 3, 2] },
  { shape: [0, 2], repeats: [2, 2] },
  { shape: [2, 2], repeats: [0, 1] },
].flatMap(({ shape, repeats }) => forTypes(`[${shape}] by [${repeats}]`, 'Tile', [shape], (x) => tf.tile(x, repeats)));

const pads = [
  { shape: [3], padding: [[1, 2]] },
  {
    shape: [2, 3],
    padding: [
      [0, 1],
      [2, 0],
    ],
  },
  {
    shape: [2, 2, 3],
    padding: [
      [1, 1],
      [0, 0],
      [0, 2],
    ],
  },
  {
    shape: [0, 2],
    padding: [
      [1, 0],
      [0, 1],
    ],
  },
].flatMap(({ shape, padding }) =>
  forTypes(
    `[${shape}] by ${JSON.stringify(padding)}`,
    'PadV2',
    [shape],
    (x) => tf.pad(x, padding as Array<[number, number]>, x.dtype === 'float32' ? 1.5 : 1),
    numbers,
  ),
);

const mirrors = (['reflect', 'symmetric'] as const).flatMap((mode) =>
  forTypes(
    `${mode} [3, 4]`,
    'MirrorPad',
    [[3, 4]],
    (x) =>
      tf.mirrorPad(
        x,
        [
          [2, 1],
          [1, 2],
        ],
        mode,
      ),
    ['float32', 'int32'],
  ),
);

const gathers = [
  { shape: [5], indices: [4, 0, 0], axis: 0, batchDims: 0 },
  { shape: [3, 4], indices: [2, 1], axis: 0, batchDims: 0 },
  { shape: [3, 4], indices: [3, 0, 3], axis: 1, batchDims: 0 },
  { shape: [2, 3, 2], indices: [1, 1, 0], axis: -2, batchDims: 0 },
  { shape: [3, 4], indices: [], axis: 0, batchDims: 0 },
].flatMap(({ shape, indices, axis, batchDims }) =>
  forTypes(`[${shape}] at [${indices}] along ${axis}`, 'GatherV2', [shape], (x) =>
    tf.gather(x, tf.tensor1d(indices, 'int32'), axis, batchDims),
  ),
);

const batchedGathers = forTypes('[2, 3, 2] with a batch axis', 'GatherV2', [[2, 3, 2]], (x) =>
  tf.gather(x, tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32'), 1, 1),
);

const reverses = [
  { shape: [5], axis: 0 },
  { shape: [2, 3], axis: [0, 1] },
  { shape: [2, 3, 4], axis: -1 },
  { shape: [2, 3, 4], axis: 1 },
  { shape: [], axis: undefined },
].flatMap(({ shape, axis }) => forTypes(`[${shape}] along ${axis}`, 'Reverse', [shape], (x) => tf.reverse(x, axis)));

const strided = [
  { shape: [7], begin: [1], end: [6], strides: [2] },
  { shape: [7], begin: [6], end: [0], strides: [-2] },
  { shape: [4, 5], begin: [0, 1], end: [4, 5], strides: [2, 2] },
  { shape: [4, 5], begin: [1, 1], end: [3, 4], strides: [1, 1] },
].flatMap(({ shape, begin, end, strides }) =>
  forTypes(`[${shape}] from [${begin}] to [${end}] by [${strides}]`, 'StridedSlice', [shape], (x) =>
    tf.stridedSlice(x, begin, end, strides),
  ),
);

const shaped = [
  ...forTypes('[2, 6] to [3, 4]', 'Reshape', [[2, 6]], (x) => tf.reshape(x, [3, 4])),
  ...forTypes('[2, 3]', 'ExpandDims', [[2, 3]], (x) => tf.expandDims(x, -1)),
  ...forTypes(
    'three [2, 3]',
    'Pack',
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    (...x) => tf.stack(x, 1),
  ),
  ...forTypes('one [2]', 'Pack', [[2]], (...x) => tf.stack(x, 0)),
  ...forTypes('[2, 3, 2]', 'Unpack', [[2, 3, 2]], (x) => tf.unstack(x, 1)),
  ...forTypes('[4, 6] in 3', 'SplitV', [[4, 6]], (x) => tf.split(x, 3, 1)),
  ...forTypes('[4, 6] in 1, 3', 'SplitV', [[4, 6]], (x) => tf.split(x, [1, 3], 0)),
  ...forTypes('[2, 3]', 'Identity', [[2, 3]], (x) => tf.clone(x)),
  ...forTypes('[3]', 'Diag', [[3]], (x) => tf.diag(x), numbers, false),
  ...forTypes(
    '[1, 4, 4, 2]',
    'SpaceToBatchND',
    [[1, 4, 4, 2]],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    numbers,
  ),
  ...forTypes(
    'padded [1, 3, 3, 1]',
    'SpaceToBatchND',
    [[1, 3, 3, 1]],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    numbers,
  ),
  ...forTypes(
    '[4, 2, 2, 1]',
    'BatchToSpaceND',
    [[4, 2, 2, 1]],
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    numbers,
  ),
  ...(['NHWC', 'NCHW'] as const).flatMap((format) =>
    forTypes(
      format,
      'DepthToSpace',
      [format === 'NHWC' ? [1, 2, 3, 8] : [1, 8, 2, 3]],
      (x) => tf.depthToSpace(x as tf.Tensor4D, 2, format),
      numbers,
      false,
    ),
  ),
];

export const layoutCases: DifferentialCase[] = [
  ...transposes,
  ...slices,
  ...concats,
  ...tiles,
  ...pads,
  ...mirrors,
  ...gathers,
  ...batchedGathers,
  ...reverses,
  ...strided,
  ...shaped,
];
