import { ShapeError } from '@perceptrons/tensor';

/** A grid of numbers, row by row. */
export interface Grid {
  values: ArrayLike<number>;
  rows: number;
  columns: number;
}

/**
 * How much neighbours in a grid agree (Moran's I with the four nearest neighbours): near 1 for a smooth pattern, about
 * -1 / (cells - 1) for numbers without order, -1 for a chessboard. A constant grid has no pattern and gives 0.
 *
 * @throws ShapeError if the values do not fill the grid or the grid has fewer than two cells.
 * Source: Moran, "Notes on continuous stochastic phenomena" (Biometrika, 1950).
 */
export function spatialAutocorrelation({ values, rows, columns }: Grid): number {
  const cells = rows * columns;
  if (values.length !== cells || cells < 2) {
    throw new ShapeError({
      code: 'evaluation/grid',
      argument: 'values',
      message: `There are ${values.length} values for a grid of ${rows}x${columns}. A grid needs exactly rows x columns values, at least 2.`,
    });
  }
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / cells;
  const variance = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (variance === 0) return 0;
  let products = 0;
  let neighbours = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const here = list[row * columns + column] - mean;
      if (column + 1 < columns) products += here * (list[row * columns + column + 1] - mean);
      if (row + 1 < rows) products += here * (list[(row + 1) * columns + column] - mean);
      neighbours += Number(column + 1 < columns) + Number(row + 1 < rows);
    }
  }
  return (cells / neighbours) * (products / variance);
}
