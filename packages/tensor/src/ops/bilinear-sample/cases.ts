import { awkwardSizes, type OpCases, type OracleTensor, zeros } from '../../testing/op-cases';
import type { BilinearSampleAttributes } from './cell';

/** One neighbour along an axis: its position, its weight, and the slope of the weight; null outside. */
interface Neighbour {
  position: number;
  weight: number;
  slope: number;
}

/** The neighbours of a coordinate along one axis, in float64. */
function neighbours(coordinate: number, size: number, { zero, alignCorners }: BilinearSampleAttributes): Neighbour[] {
  const scale = (alignCorners ? size - 1 : size) / 2;
  const place = coordinate * scale + (size - 1) / 2;
  const [low, high] = zero ? [-1, size] : [0, size - 1];
  const held = Math.min(high, Math.max(low, place));
  const slope = held === place ? scale : 0;
  const base = Math.floor(held);
  return [
    { position: base, weight: base + 1 - held, slope: -slope },
    { position: base + 1, weight: held - base, slope },
  ].filter(({ position }) => position >= 0 && position < size);
}

/** Calls `visit` for every image, point, channel and pair of neighbours. */
export function eachSample(
  shape: number[],
  coordinates: OracleTensor,
  attributes: BilinearSampleAttributes,
  visit: (place: { point: number; pixel: number; row: Neighbour; column: Neighbour }) => void,
): void {
  const [n, height, width] = shape;
  const points = coordinates.shape[1];
  for (let point = 0; point < n * points; point++) {
    const item = Math.floor(point / points);
    for (const row of neighbours(coordinates.values[point * 2], height, attributes)) {
      for (const column of neighbours(coordinates.values[point * 2 + 1], width, attributes)) {
        const pixel = (item * height + row.position) * width + column.position;
        visit({ point, pixel, row, column });
      }
    }
  }
}

/** Coordinates well inside of cells, also outside of the image: the places of pixels have no slope. */
export function coordinatesInCells(
  normal: Float64Array,
  [, height, width]: number[],
  { alignCorners }: BilinearSampleAttributes,
): Float64Array {
  return normal.map((value, index) => {
    const size = index % 2 === 0 ? height : width;
    const scale = (alignCorners ? size - 1 : size) / 2;
    if (scale === 0) return value;
    const spread = Math.abs(value * 997) % 1;
    const cell = Math.floor(spread * (size + 3)) - 2;
    return (cell + 0.2 + 0.6 * (Math.abs(value * 131) % 1) - (size - 1) / 2) / scale;
  });
}

const variants: BilinearSampleAttributes[] = [
  { zero: false, alignCorners: true },
  { zero: true, alignCorners: true },
  { zero: false, alignCorners: false },
  { zero: true, alignCorners: false },
];

/** image shape and number of points, for every variant. */
export const sampleShapes: ReadonlyArray<[image: number[], points: number, variant: BilinearSampleAttributes]> = [
  ...awkwardSizes.map((channels, index): [number[], number, BilinearSampleAttributes] => [
    [2, 3, 4, channels],
    3,
    variants[index % 4],
  ]),
  ...variants.flatMap(
    (variant): Array<[number[], number, BilinearSampleAttributes]> => [
      [[1, 1, 1, 2], 3, variant],
      [[2, 1, 5, 3], 9, variant],
      [[1, 7, 2, 1], 40, variant],
    ],
  ),
  [[2, 3, 3, 2], 0, variants[0]],
  [[0, 3, 3, 2], 4, variants[1]],
];

export const bilinearSampleCases: OpCases<BilinearSampleAttributes> = {
  op: 'BilinearSample',
  differentiable: ['image', 'coordinates'],
  cases: sampleShapes.map(([image, points, attributes]) => ({
    shapes: { image, coordinates: [image[0], points, 2] },
    attributes,
    nested: image[1] === 7,
  })),
  fill: (input, normal, { image }, attributes) =>
    input === 'coordinates' ? coordinatesInCells(normal, image.shape, attributes) : normal,
  oracle({ image, coordinates }, attributes) {
    const channels = image.shape[3];
    const y = zeros([image.shape[0], coordinates.shape[1], channels]);
    eachSample(image.shape, coordinates, attributes, ({ point, pixel, row, column }) => {
      for (let channel = 0; channel < channels; channel++)
        y.values[point * channels + channel] += row.weight * column.weight * image.values[pixel * channels + channel];
    });
    return [y];
  },
};
