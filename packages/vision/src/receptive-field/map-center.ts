import { ShapeError } from '@perceptrons/tensor';

/** Row and column of a token. */
export type Center = readonly [row: number, column: number];

/**
 * Where a token lies in a feature map.
 *
 * Without a center it is row rows / 2 - 1 and column columns / 2 - 1 of a grid, and token L / 2 - floor(sqrt(L)) / 2 of L, all
 * divisions rounded down. A center in tokens without a grid needs a square number of them.
 *
 * @param shape [batch, rows, columns, channels] or [batch, tokens, channels].
 * @returns Begin and size of the slice.
 * @throws ShapeError `vision/feature-map`, `vision/center`.
 */
export function centerOf(
  shape: readonly number[],
  layer: string,
  center: Center | undefined,
): [begin: number[], size: number[]] {
  if (shape.length === 4) {
    const [, rows, columns] = shape;
    const [row, column] = center ?? [halfWay(rows), halfWay(columns)];
    checkInside(layer, [row, column], [rows, columns]);
    return [
      [0, row, column, 0],
      [-1, 1, 1, -1],
    ];
  }
  if (shape.length !== 3) {
    throw new ShapeError({
      code: 'vision/feature-map',
      argument: 'layers',
      message: `Layer ${layer} returns shape [${shape}]. A receptive field needs a map of tokens, [batch, rows, columns, channels] or [batch, tokens, channels]; name a layer before the pooling.`,
    });
  }
  return [
    [0, tokenIndex(shape[1], layer, center), 0],
    [-1, 1, -1],
  ];
}

function halfWay(size: number): number {
  return Math.max(Math.floor(size / 2) - 1, 0);
}

function tokenIndex(tokens: number, layer: string, center: Center | undefined): number {
  const side = Math.floor(Math.sqrt(tokens));
  if (center === undefined) return Math.floor(tokens / 2) - Math.floor(side / 2);
  if (side * side !== tokens) {
    throw new ShapeError({
      code: 'vision/center',
      argument: 'center',
      message: `center is [${center}], and layer ${layer} returns ${tokens} tokens, which fill no square. Leave center out, or name a layer that returns a grid.`,
    });
  }
  checkInside(layer, center, [side, side]);
  return center[0] * side + center[1];
}

function checkInside(layer: string, center: Center, grid: Center): void {
  if (center.every((place, axis) => Number.isInteger(place) && place >= 0 && place < grid[axis])) return;
  throw new ShapeError({
    code: 'vision/center',
    argument: 'center',
    message: `center is [${center}], and the map of layer ${layer} has ${grid[0]} rows and ${grid[1]} columns. Give a row from 0 to ${grid[0] - 1} and a column from 0 to ${grid[1] - 1}.`,
  });
}
