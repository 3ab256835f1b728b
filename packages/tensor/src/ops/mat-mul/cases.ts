import { awkwardSizes, type OpCase, type OpCases, type OracleTensor, sizeOf, zeros } from '../../testing/op-cases';
import { activate } from '../../testing/scalar-functions';
import { everyActivation } from '../activation-names';
import type { MatMulAttributes } from './reference';

const plain: MatMulAttributes = { transposeA: false, transposeB: false, activation: 'linear' };

function matrix(rows: number, columns: number, transpose: boolean): number[] {
  return transpose ? [columns, rows] : [rows, columns];
}

/** One case: batches before the matrices, four transposes, optional bias. */
function one(
  [rows, inner, columns]: [number, number, number],
  attributes: Partial<MatMulAttributes> = {},
  { batchA = [] as number[], batchB = [] as number[], bias = false, nested = false } = {},
): OpCase<MatMulAttributes> {
  const full = { ...plain, ...attributes };
  const a = [...batchA, ...matrix(rows, inner, full.transposeA)];
  const b = [...batchB, ...matrix(inner, columns, full.transposeB)];
  return { shapes: { a, b, ...(bias && { bias: [columns] }) }, attributes: full, nested };
}

const transposes = [0, 1, 2, 3].map((bits) => ({ transposeA: (bits & 1) > 0, transposeB: (bits & 2) > 0 }));
const rotate = (index: number): number => awkwardSizes[index % awkwardSizes.length];

/** Every awkward size in every place, next to changing others. */
const sizes = awkwardSizes.flatMap((size, index) => [
  one([size, rotate(index + 5), rotate(index + 9)], transposes[index % 4]),
  one([rotate(index + 3), size, rotate(index + 7)], transposes[(index + 1) % 4]),
  one([rotate(index + 11), rotate(index + 2), size], transposes[(index + 2) % 4]),
]);

const batches: Array<[number[], number[]]> = [
  [[3], [3]],
  [[3], []],
  [[], [3]],
  [[2, 1], [3]],
  [
    [1, 3],
    [2, 1],
  ],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 1, 2],
    [3, 1],
  ],
  [[0], []],
];

export const plainProducts: Array<OpCase<MatMulAttributes>> = [
  ...sizes,
  ...transposes.map((transpose) => one([97, 300, 20], transpose)),
  ...transposes.map((transpose) => one([4, 3, 5], transpose, { nested: true })),
  one([5, 1030, 3]),
  one([4, 1027, 4], { transposeB: true }),
  ...batches.flatMap(([batchA, batchB], index) => [
    one([5, 4, 9], transposes[index % 4], { batchA, batchB }),
    one([1, 6, 3], transposes[(index + 1) % 4], { batchA, batchB }),
    one([7, 3, 1], transposes[(index + 2) % 4], { batchA, batchB }),
    one([5, 6, 1 + (index % 4)], { transposeB: index % 2 > 0 }, { batchA, batchB }),
  ]),
  one([0, 3, 2]),
  one([3, 0, 2]),
  one([2, 3, 0]),
];

export const matMulCases: OpCases<MatMulAttributes> = {
  op: 'MatMul',
  differentiable: ['a', 'b', 'bias'],
  cases: [
    ...plainProducts,
    ...everyActivation.flatMap((activation) => [
      one([5, 3, 7], activation, { bias: true, nested: true }),
      one([6, 5, 8], { ...activation, transposeB: true }, { bias: true, batchA: [2] }),
      one([1, 5, 8], activation, { bias: true }),
    ]),
    one([9, 4, 1], { activation: 'gelu' }, { bias: true }),
    one([3, 0, 2], { activation: 'gelu' }, { bias: true }),
    one([3, 0, 2], { activation: 'sine', alpha: 2 }, { bias: true }),
    one([100, 270, 17], { activation: 'gelu' }, { bias: true }),
    // Few rows: finite differences must not meet the kink.
    one([6, 270, 17], { activation: 'leakyrelu', alpha: -0.5 }, { bias: true }),
  ],
  oracle: matMulOracle,
};

export const batchProductCases: OpCases<MatMulAttributes> = {
  op: 'BatchProduct',
  cases: [
    ...plainProducts,
    one([5, 4, 9], { batch: [] }, { batchA: [3], batchB: [3] }),
    one([5, 4, 9], { transposeA: true, batch: [] }, { batchA: [2, 3], batchB: [2, 3] }),
    one([5, 4, 9], { transposeB: true, batch: [3] }, { batchA: [2, 3], batchB: [2, 1] }),
    one([5, 4, 9], { batch: [2, 1] }, { batchA: [2, 3], batchB: [3] }),
    one([5, 6, 3], { batch: [] }, { batchA: [2, 3], batchB: [2, 3] }),
    one([5, 4, 9], { batch: [] }, { batchA: [0], batchB: [0] }),
  ],
  oracle: matMulOracle,
};

/** Index into a stack whose axes may be repeated. */
function stackIndex(batch: number[], coordinates: number[]): number {
  const skip = coordinates.length - batch.length;
  return batch.reduce((index, size, axis) => index * size + (size === 1 ? 0 : coordinates[axis + skip]), 0);
}

function eachCoordinate(shape: number[], visit: (coordinates: number[]) => void): void {
  const count = sizeOf(shape);
  for (let index = 0; index < count; index++) {
    let rest = index;
    const coordinates = new Array<number>(shape.length);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    visit(coordinates);
  }
}

function broadcast(a: number[], b: number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    return sizeA === 1 ? sizeB : sizeA;
  });
}

function matMulOracle(inputs: Record<string, OracleTensor>, attributes: MatMulAttributes): OracleTensor[] {
  const { a, b, bias } = inputs;
  const { transposeA, transposeB, activation, alpha } = attributes;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB ? bRows : bColumns;
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const full = broadcast(batchA, batchB);
  const batch = attributes.batch ?? full;
  const y = zeros([...batch, rows, columns]);
  eachCoordinate(full, (coordinates) => {
    const atA = stackIndex(batchA, coordinates) * aRows * aColumns;
    const atB = stackIndex(batchB, coordinates) * bRows * bColumns;
    const atY = stackIndex(batch, coordinates) * rows * columns;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum +=
            a.values[atA + (transposeA ? k * aColumns + i : i * aColumns + k)] *
            b.values[atB + (transposeB ? j * bColumns + k : k * bColumns + j)];
        }
        y.values[atY + i * columns + j] += sum;
      }
    }
  });
  y.values.forEach((value, index) => {
    y.values[index] = activate(value + (bias === undefined ? 0 : bias.values[index % columns]), activation, alpha);
  });
  return [y];
}
