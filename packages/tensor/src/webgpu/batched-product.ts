// Plans a batched product for the shader: batch axes of both sides broadcast, those that the result lacks are added up.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import type { KernelActivation } from '../ops/activation-names';
import { integers, runFlatProgram } from './flat-program';
import { halvesOf } from './half-storage';
import { emptyProductProgram, type ProductVariant, productProgram } from './product-program';

/** A tensor [..., rows, columns] seen as a stack of matrices, transposed on wish. */
export interface ProductOperand {
  tensor: tf.TensorInfo;
  transpose: boolean;
  /** Weights: as the right side they may be read as 16-bit numbers. */
  weights?: boolean;
}

/** What happens to the sums before they are stored. */
export interface ProductEnd {
  bias?: tf.TensorInfo;
  /** The bias has one value per row or one per column of the result. */
  biasAlong?: 'rows' | 'columns';
  activation?: KernelActivation;
}

interface Matrices {
  batch: number[];
  rows: number;
  columns: number;
}

function matrices({ tensor, transpose }: ProductOperand): Matrices {
  const { shape } = tensor;
  const [rows, columns] = shape.slice(-2);
  const batch = shape.slice(0, -2);
  return transpose ? { batch, rows: columns, columns: rows } : { batch, rows, columns };
}

function broadcast(a: number[], b: number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}

/** Element stride of every axis of `full` within a stack of shape `batch`: 0 where the stack repeats. */
function strides(full: number[], batch: number[], matrixSize: number): number[] {
  let stride = matrixSize;
  return full
    .map((_, axis) => {
      const fromEnd = full.length - axis;
      return batch[batch.length - fromEnd] ?? 1;
    })
    .reverse()
    .map((size) => {
      const own = size === 1 ? 0 : stride;
      stride *= size;
      return own;
    })
    .reverse();
}

/**
 * result[..., rows, columns] = activation(sum over the inner axis of a b + bias).
 *
 * @param a [..., rows, inner] after its transposition.
 * @param b [..., inner, columns] after its transposition. Batch axes broadcast; at most four of them.
 * @param batch Batch shape of the result. Where it is 1 or shorter than the broadcast batch, products are added up: that
 *   is the gradient of a side that was broadcast.
 * @returns a new tensor [...batch, rows, columns].
 */
export function webgpuProduct(
  backend: WebgpuBackend,
  a: ProductOperand,
  b: ProductOperand,
  batch: number[],
  { bias, biasAlong = 'columns', activation = 'linear' }: ProductEnd = {},
): tf.TensorInfo {
  const left = matrices(a);
  const right = matrices(b);
  const { rows, columns: inner } = left;
  const { columns } = right;
  const shape = [...batch, rows, columns];
  const full = broadcast(left.batch, right.batch);
  const biasKind = bias ? biasAlong : 'none';
  const biasInputs = bias ? [bias] : [];
  const elements = shape.reduce((product, size) => product * size, 1);
  if (inner === 0 || full.includes(0)) {
    const program = emptyProductProgram(biasKind, activation);
    const sizes = [integers(elements), integers(rows), integers(columns)];
    return runFlatProgram(backend, program, biasInputs, shape, Math.ceil(elements / program.threads), sizes);
  }
  const aStrides = strides(full, left.batch, rows * inner);
  const bStrides = strides(full, right.batch, inner * columns);
  const kept = full.map((size, axis) => size === 1 || (batch[axis - full.length + batch.length] ?? 1) !== 1);
  const plan: ProductPlan = {
    rows,
    inner,
    batchAxes: full
      .map((size, axis) => ({ size, a: aStrides[axis], b: bStrides[axis] }))
      .filter((_, axis) => kept[axis]),
    sumAxes: full
      .map((size, axis) => ({ size, a: aStrides[axis], b: bStrides[axis] }))
      .filter((_, axis) => !kept[axis]),
  };
  mergeAxes(plan, a.transpose, b.transpose, biasKind);
  const halves = b.weights ? halvesOf(backend, b.tensor) : undefined;
  const variant: ProductVariant = {
    tile: Math.min(plan.rows, columns) <= 32 ? 32 : 64,
    transposeA: a.transpose,
    transposeB: b.transpose,
    vectorA: (a.transpose ? plan.rows : plan.inner) % 4 === 0,
    halfB: halves !== undefined,
    vectorB: (b.transpose ? plan.inner : columns) % 4 === 0,
    vectorResult: columns % 4 === 0,
    bias: biasKind,
    activation,
  };
  const batchCount = countOf(plan.batchAxes);
  const groups = Math.ceil(plan.rows / variant.tile) * Math.ceil(columns / variant.tile) * batchCount;
  const inputs = [a.tensor, halves ?? b.tensor, ...biasInputs];
  return runFlatProgram(backend, productProgram(variant), inputs, shape, groups, [
    integers(plan.rows),
    integers(columns),
    integers(plan.inner),
    integers(batchCount),
    integers(countOf(plan.sumAxes)),
    ...axisUniforms(plan.batchAxes),
    ...axisUniforms(plan.sumAxes),
  ]);
}

interface Axis {
  size: number;
  a: number;
  b: number;
}

interface ProductPlan {
  rows: number;
  inner: number;
  batchAxes: Axis[];
  sumAxes: Axis[];
}

const countOf = (axes: Axis[]) => axes.reduce((count, { size }) => count * size, 1);

function axisUniforms(axes: Axis[]) {
  const four = [...new Array<Axis>(4 - axes.length).fill({ size: 1, a: 0, b: 0 }), ...axes];
  return [
    integers(...four.map(({ size }) => size)),
    integers(...four.map(({ a }) => a)),
    integers(...four.map(({ b }) => b)),
  ];
}

/** Stacks that are one larger matrix become one: fewer tiles stand half empty. */
function mergeAxes(plan: ProductPlan, transposeA: boolean, transposeB: boolean, bias: ProductVariant['bias']): void {
  const { batchAxes, sumAxes } = plan;
  if (
    sumAxes.length === 0 &&
    !transposeA &&
    bias !== 'rows' &&
    batchAxes.every(({ size, a, b }) => size === 1 || (b === 0 && a > 0))
  ) {
    plan.rows *= countOf(batchAxes);
    plan.batchAxes = [];
  } else if (
    transposeA &&
    !transposeB &&
    sumAxes.every(({ a, b }) => a > 0 && b > 0) &&
    batchAxes.every(({ size }) => size === 1)
  ) {
    plan.inner *= countOf(sumAxes);
    plan.sumAxes = [];
  }
}
