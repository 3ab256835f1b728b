// Sums over everything but one axis, in stages: many workgroups add up slices, the next stage adds the slices.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import { integers, runFlatProgram, webgpuZeros } from './flat-program';
import type { FlatProgram } from './program';

/** An array [outer, kept, inner] that is summed over `outer` and `inner`. */
export interface SumShape {
  outer: number;
  kept: number;
  inner: number;
}

/** What is summed: a WGSL expression of `at` (element) and `row` (its outer index). */
export interface SumTerm {
  /** Part of the shader key. */
  key: string;
  inputs: readonly string[];
  term: string;
}

const threads = 256;
const slice = 1024;

/**
 * The program of a sum. A workgroup handles `across` neighbouring kept indexes and one slice of the summed elements: its
 * threads add up strided elements, then their sums in a tree, which keeps the rounding error small.
 *
 * @param across 16 where kept indexes are neighbours in memory, 1 where summed elements are.
 */
export function sumProgram({ key, inputs, term }: SumTerm, across: 1 | 16): FlatProgram {
  const lanes = threads / across;
  const code = `
var<workgroup> sums : array<f32, ${threads}>;

fn main(index : i32) {
  let thread = index % ${threads};
  let group = index / ${threads};
  let lane = thread / ${across};
  let keptGroups = (uniforms.kept + ${across - 1}) / ${across};
  let kept = group % keptGroups * ${across} + thread % ${across};
  let part = group / keptGroups;
  let end = min(uniforms.outer * uniforms.inner, (part + 1) * ${slice});
  var sum = 0.0;
  if (kept < uniforms.kept) {
    for (var place = part * ${slice} + lane; place < end; place += ${lanes}) {
      let row = place / uniforms.inner;
      let at = (row * uniforms.kept + kept) * uniforms.inner + place % uniforms.inner;
      sum += ${term};
    }
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = ${lanes / 2}; half > 0; half /= 2) {
    if (lane < half) {
      sums[thread] += sums[thread + half * ${across}];
    }
    workgroupBarrier();
  }
  if (lane == 0 && kept < uniforms.kept && part < uniforms.parts) {
    result[part * uniforms.kept + kept] = sums[thread];
  }
}
`;
  const uniforms = 'outer : i32, kept : i32, inner : i32, parts : i32,';
  return { key: `sum.${key}.${across}`, inputs, uniforms, threads, code };
}

/** The values themselves. */
export const plainTerm: SumTerm = { key: 'plain', inputs: ['x'], term: 'x[at]' };

function runStage(
  backend: WebgpuBackend,
  term: SumTerm,
  inputs: readonly tf.TensorInfo[],
  { outer, kept, inner }: SumShape,
): tf.TensorInfo {
  const across = inner === 1 ? 16 : 1;
  const parts = Math.ceil((outer * inner) / slice);
  const sizes = [outer, kept, inner, parts].map((size) => integers(size));
  const groups = parts * Math.ceil(kept / across);
  return runFlatProgram(backend, sumProgram(term, across), inputs, [parts, kept], groups, sizes);
}

/**
 * Sums the elements of [outer, kept, inner] over the outer and the inner axis.
 *
 * @returns a new tensor of shape [kept]; zeros where nothing is summed.
 */
export function webgpuSum(
  backend: WebgpuBackend,
  inputs: readonly tf.TensorInfo[],
  shape: SumShape,
  term: SumTerm = plainTerm,
): tf.TensorInfo {
  const { outer, kept, inner } = shape;
  if (outer * inner === 0) return webgpuZeros(backend, [kept]);
  let sums = runStage(backend, term, inputs, shape);
  while (sums.shape[0] > 1) {
    const next = runStage(backend, plainTerm, [sums], { outer: sums.shape[0], kept, inner: 1 });
    backend.disposeData(sums.dataId);
    sums = next;
  }
  return { ...sums, shape: [kept] };
}
