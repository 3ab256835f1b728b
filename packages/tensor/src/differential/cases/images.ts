// Images: resizing, cropping, turning, and boxes.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, exactIntegers, exactly, floats, integers } from '../differential-case';

const sizes: Array<[number, number]> = [
  [2, 3],
  [7, 5],
  [1, 1],
  [4, 4],
];

const resizes = sizes.flatMap((size) =>
  [
    [false, false],
    [true, false],
    [false, true],
  ].flatMap(([alignCorners, halfPixelCenters]): DifferentialCase[] => {
    const label = `[${size}]${alignCorners ? ', corners' : ''}${halfPixelCenters ? ', half pixels' : ''}`;
    const inputs = [floats('image', [2, 4, 4, 3])];
    // Half pixel centres have no gradient in TensorFlow.js: it counts them as if they were off.
    const gradient = halfPixelCenters ? undefined : [0];
    return [
      {
        name: `ResizeBilinear ${label}`,
        kernel: 'ResizeBilinear',
        inputs,
        run: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
        gradient,
      },
      {
        name: `ResizeNearestNeighbor ${label}`,
        kernel: 'ResizeNearestNeighbor',
        inputs,
        run: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, alignCorners, halfPixelCenters),
        gradient,
      },
    ];
  }),
);

const boxes = exactly(
  [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 0, 100, 1, 101],
  [6, 4],
);
const scores = exactly([0.9, 0.75, 0.6, 0.95, 0.5, 0.3]);

const scalars = (record: object): tf.Tensor[] =>
  Object.values(record).map((value) => (value instanceof tf.Tensor ? value : tf.scalar(value as number)));

export const imageCases: DifferentialCase[] = [
  ...resizes,
  {
    name: 'ResizeBilinear of int32',
    kernel: 'ResizeBilinear',
    inputs: [integers('image', [1, 3, 3, 1], 0, 255)],
    run: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 5]),
  },
  {
    name: 'ResizeNearestNeighbor of int32',
    kernel: 'ResizeNearestNeighbor',
    inputs: [integers('image', [1, 3, 3, 1], 0, 255)],
    run: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [5, 5]),
  },
  ...(['bilinear', 'nearest'] as const).map(
    (method): DifferentialCase => ({
      name: `CropAndResize ${method}`,
      kernel: 'CropAndResize',
      inputs: [floats('image', [2, 5, 6, 2]), exactly([0, 0, 1, 1, 0.2, 0.3, 0.7, 1.2], [2, 4]), exactIntegers([0, 1])],
      run: (x, b, i) =>
        tf.image.cropAndResize(x as tf.Tensor4D, b as tf.Tensor2D, i as tf.Tensor1D, [3, 4], method, 0.5),
    }),
  ),
  {
    name: 'FlipLeftRight',
    kernel: 'FlipLeftRight',
    inputs: [floats('image', [2, 3, 4, 3])],
    run: (x) => tf.image.flipLeftRight(x as tf.Tensor4D),
  },
  {
    name: 'RotateWithOffset',
    kernel: 'RotateWithOffset',
    inputs: [floats('image', [1, 5, 6, 3])],
    run: (x) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.7, [0.1, 0.2, 0.3], 0.5),
  },
  ...(['constant', 'reflect', 'wrap', 'nearest'] as const).flatMap((fill) =>
    (['nearest', 'bilinear'] as const).map(
      (method): DifferentialCase => ({
        name: `Transform ${method}, ${fill}`,
        kernel: 'Transform',
        inputs: [floats('image', [1, 5, 5, 2]), exactly([1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0], [1, 8])],
        run: (x, t) => tf.image.transform(x as tf.Tensor4D, t as tf.Tensor2D, method, fill, 0.25, [4, 6]),
      }),
    ),
  ),
  {
    name: 'NonMaxSuppressionV3',
    kernel: 'NonMaxSuppressionV3',
    inputs: [boxes, scores],
    run: (b, s) => tf.image.nonMaxSuppression(b as tf.Tensor2D, s as tf.Tensor1D, 3, 0.5, 0.1),
  },
  {
    name: 'NonMaxSuppressionV4',
    kernel: 'NonMaxSuppressionV4',
    inputs: [boxes, scores],
    run: (b, s) => scalars(tf.image.nonMaxSuppressionPadded(b as tf.Tensor2D, s as tf.Tensor1D, 5, 0.5, 0.1, true)),
  },
  {
    name: 'NonMaxSuppressionV5',
    kernel: 'NonMaxSuppressionV5',
    inputs: [boxes, scores],
    run: (b, s) => scalars(tf.image.nonMaxSuppressionWithScore(b as tf.Tensor2D, s as tf.Tensor1D, 5, 0.5, 0.1, 0.5)),
  },
  {
    name: 'grayscaleToRGB',
    kernel: 'Tile',
    inputs: [floats('image', [1, 2, 2, 1])],
    run: (x) => tf.image.grayscaleToRGB(x as tf.Tensor4D),
    gradient: [0],
  },
  {
    name: 'rgbToGrayscale',
    kernel: 'Einsum',
    inputs: [floats('image', [1, 2, 3, 3])],
    run: (x) => tf.image.rgbToGrayscale(x as tf.Tensor4D),
  },
  {
    name: 'threshold by Otsu',
    kernel: 'Bincount',
    inputs: [integers('image', [4, 4, 1], 0, 255)],
    run: (x) => tf.image.threshold(x as tf.Tensor3D, 'otsu'),
  },
];
