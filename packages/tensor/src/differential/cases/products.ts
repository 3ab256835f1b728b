// Matrix products, plain and fused, and Einstein sums.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, floats, integers } from '../differential-case';

/** The product in float64; batch axes broadcast. */
function product(
  a: number[],
  aShape: number[],
  b: number[],
  bShape: number[],
  transposeA: boolean,
  transposeB: boolean,
): number[] {
  const [m, k] = transposeA ? aShape.slice(-2).reverse() : aShape.slice(-2);
  const n = bShape[bShape.length - (transposeB ? 2 : 1)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aShape.slice(0, -2), bShape.slice(0, -2));
  const result: number[] = [];
  const matrix = (shape: number[], place: number[]): number => {
    const own = shape.slice(0, -2);
    let at = 0;
    own.forEach((length, axis) => {
      at = at * length + (length === 1 ? 0 : place[axis + batch.length - own.length]);
    });
    return at * shape[shape.length - 2] * shape[shape.length - 1];
  };
  for (let item = 0; item < tf.util.sizeFromShape(batch); item++) {
    const place = tf.util.indexToLoc(item, batch.length, tf.util.computeStrides(batch));
    const [aBase, bBase] = [matrix(aShape, place), matrix(bShape, place)];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) {
          sum += a[aBase + (transposeA ? p * m + i : i * k + p)] * b[bBase + (transposeB ? j * k + p : p * n + j)];
        }
        result.push(sum);
      }
    }
  }
  return result;
}

const plain: Array<[number[], number[], boolean, boolean]> = [
  [[2, 3], [3, 4], false, false],
  [[3, 2], [3, 4], true, false],
  [[2, 3], [4, 3], false, true],
  [[3, 2], [4, 3], true, true],
  [[1, 7], [7, 1], false, false],
  [[5, 0], [0, 3], false, false],
  [[0, 3], [3, 2], false, false],
  [[2, 50, 3], [2, 50, 4], true, false],
  [[3, 2, 5], [5, 4], false, false],
  [[2, 5], [3, 5, 4], false, false],
  [[2, 1, 3, 4], [1, 3, 4, 2], false, false],
  [[2, 2, 3, 4], [2, 1, 2, 4], false, true],
  [[9, 65], [65, 17], false, false],
];

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const;

/** Sums in several notations; the sizes of the letters are those of the shapes. */
const sums: Array<[equation: string, ...shapes: number[][]]> = [
  ['ij,jk->ik', [2, 3], [3, 4]],
  ['ij,jk->ki', [2, 3], [3, 4]],
  ['bij,bjk->bik', [2, 3, 4], [2, 4, 2]],
  ['bhqd,bhkd->bhqk', [2, 2, 3, 4], [2, 2, 5, 4]],
  ['ij->ji', [2, 3]],
  ['ij->i', [2, 3]],
  ['ij->', [2, 3]],
  ['i,j->ij', [2], [3]],
  ['i,i->', [4], [4]],
  ['ij,ij->ij', [2, 3], [2, 3]],
  ['ij,j->i', [2, 3], [3]],
  ['abc,cd->abd', [2, 3, 4], [4, 2]],
  ['ij,jk,kl->il', [2, 3], [3, 4], [4, 2]],
  ['bij,jk->bik', [2, 1, 3], [3, 0]],
];

export const productCases: DifferentialCase[] = [
  ...plain.map(([aShape, bShape, transposeA, transposeB]): DifferentialCase => {
    const name = `BatchMatMul [${aShape}]${transposeA ? '^T' : ''} x [${bShape}]${transposeB ? '^T' : ''}`;
    return {
      name,
      kernel: 'BatchMatMul',
      inputs: [floats(`${name} a`, aShape), floats(`${name} b`, bShape)],
      run: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      oracle: (a, b) => [product(a, aShape, b, bShape, transposeA, transposeB)],
      gradient: [0, 1],
    };
  }),
  ...[false, true].flatMap((transpose) => [
    {
      name: `BatchMatMul of int32${transpose ? ', transposed' : ''}`,
      kernel: 'BatchMatMul',
      inputs: [integers('product a', [3, 4]), integers('product b', transpose ? [2, 4] : [4, 2])],
      run: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, false, transpose),
    },
  ]),
  ...activations.flatMap((activation) =>
    [false, true].map(
      (transpose): DifferentialCase => ({
        name: `_FusedMatMul ${activation}${transpose ? ', transposed' : ''}`,
        kernel: '_FusedMatMul',
        inputs: [floats('fused a', [3, 64]), floats('fused b', transpose ? [5, 64] : [64, 5]), floats('bias', [5])],
        run: (a, b, bias) => tf.fused.matMul({ a, b, transposeB: transpose, bias, activation, leakyreluAlpha: 0.3 }),
        gradient: activation === 'linear' || activation === 'relu' ? [0, 1, 2] : undefined,
      }),
    ),
  ),
  {
    name: '_FusedMatMul prelu',
    kernel: '_FusedMatMul',
    inputs: [floats('fused a', [3, 6]), floats('fused b', [6, 5]), floats('bias', [5]), floats('alpha', [1, 5])],
    run: (a, b, bias, preluActivationWeights) =>
      tf.fused.matMul({ a, b, bias, activation: 'prelu', preluActivationWeights }),
  },
  {
    name: '_FusedMatMul with a bias per row',
    kernel: '_FusedMatMul',
    inputs: [floats('fused a', [3, 6]), floats('fused b', [6, 5]), floats('bias', [])],
    run: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
  },
  ...sums.map(
    ([equation, ...shapes]): DifferentialCase => ({
      name: `Einsum ${equation}, ${shapes.map((shape) => `[${shape}]`).join(' ')}`,
      kernel: 'Einsum',
      inputs: shapes.map((shape, index) => floats(`${equation} ${index}`, shape)),
      run: (...x) => tf.einsum(equation, ...x),
    }),
  ),
  {
    name: 'dot',
    kernel: 'BatchMatMul',
    inputs: [floats('dot a', [5]), floats('dot b', [5])],
    run: (a, b) => tf.dot(a, b),
    gradient: [0, 1],
  },
  {
    name: 'outer product',
    kernel: 'BatchMatMul',
    inputs: [floats('dot a', [3]), floats('dot b', [5])],
    run: (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
    gradient: [0, 1],
  },
];
