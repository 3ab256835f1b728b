// What the WGSL programs of attention share: sizes of tiles, uniforms, and how rows and scores are read.
import type * as tf from '@tensorflow/tfjs';
import type { KernelInputs } from '../../backends/wasm-kernel';
import type { WebgpuUniforms } from '../../backends/webgpu-kernel';
import { float, integers } from '../../webgpu/flat-program';
import type { AttentionAttributes, AttentionInputs } from './reference';
import { attentionSizes, maskLayout } from './sizes';

/** What changes the text. Depths count vectors of four channels. */
export interface AttentionVariant {
  depth: number;
  valueDepth: number;
  causal: boolean;
  mask: boolean;
}

/** Channels of a head beyond which tiles no longer fit into workgroup memory; such heads run as the composition. */
export const widestHead = 128;

/** Threads of a workgroup, each with a query or a key of its own. */
export const attentionThreads = 64;

/** Rows of a tile: both tiles together, and `extra` vectors, take 16 KB at most. */
export function tileRows({ depth, valueDepth }: AttentionVariant, extra = 0): number {
  return Math.min(32, Math.floor((1024 - extra) / (depth + valueDepth)));
}

export function variantKey({ depth, valueDepth, causal, mask }: AttentionVariant): string {
  return `${depth}.${valueDepth}${causal ? '.causal' : ''}${mask ? '.mask' : ''}`;
}

/** Inputs in order, without the mask where there is none. */
export function variantInputs({ mask }: AttentionVariant, others: readonly string[] = []): string[] {
  return ['q', 'k', 'v', ...others, ...(mask ? ['mask'] : [])];
}

export const attentionUniforms =
  'heads : i32, queries : i32, keys : i32, depth : i32, valueDepth : i32, scale : f32, ' +
  'maskRepeat : i32, maskCount : i32, maskSize : i32, maskRow : i32, maskColumn : i32,';

export function attentionUniformValues(
  inputs: KernelInputs<AttentionInputs>,
  { scale }: AttentionAttributes,
): WebgpuUniforms {
  const { heads, queries, keys, depth, valueDepth } = attentionSizes(inputs);
  const { repeat, count, size, row, column } = maskLayout(inputs)!;
  const before = [heads, queries, keys, depth, valueDepth].map((value) => integers(value));
  return [...before, float(scale), ...[repeat, count, size, row, column].map((value) => integers(value))];
}

/** Vectors per row that the shader text is made for: few texts serve all depths, the rest is zeros. */
function vectors(depth: number): number {
  return [4, 8, 16, 32].find((count) => 4 * count >= depth)!;
}

export function attentionVariant(
  inputs: KernelInputs<AttentionInputs>,
  { causal }: AttentionAttributes,
): AttentionVariant {
  const { depth, valueDepth } = attentionSizes(inputs);
  return { depth: vectors(depth), valueDepth: vectors(valueDepth), causal, mask: inputs.mask !== undefined };
}

/** Inputs of a program in the order of `variantInputs`. */
export function attentionTensors(
  { q, k, v, mask }: KernelInputs<AttentionInputs>,
  others: readonly tf.TensorInfo[] = [],
): tf.TensorInfo[] {
  return [q, k, v, ...others, ...(mask === undefined ? [] : [mask])];
}

/** WGSL function `<name>Vector(row, at)`: four channels of a row of an array [row][depth], 0 behind its end. */
export function vectorReader(name: string, depth: 'depth' | 'valueDepth'): string {
  return `
fn ${name}Vector(row : i32, at : i32) -> vec4<f32> {
  var values = vec4<f32>(0.0);
  for (var lane = 0; lane < 4; lane++) {
    if (at * 4 + lane < uniforms.${depth}) {
      values[lane] = ${name}[row * uniforms.${depth} + at * 4 + lane];
    }
  }
  return values;
}`;
}

/** WGSL function `<name>(start, at, depth, values)`: stores a vector of a row in an array. */
export function vectorWriter(name: string, array: string): string {
  return `
fn ${name}(start : i32, at : i32, depth : i32, values : vec4<f32>) {
  for (var lane = 0; lane < 4; lane++) {
    if (at * 4 + lane < depth) {
      ${array}[start + at * 4 + lane] = values[lane];
    }
  }
}`;
}

/** Scores from here on down count as forbidden. */
export const hiddenScore = '-3.0e38';

/** WGSL functions `isVisible(query, key)` and `masked(score, head, query, key)`. */
export function scoreFunctions({ causal, mask }: AttentionVariant): string {
  return `
fn isVisible(query : i32, key : i32) -> bool {
  return query < uniforms.queries && key < uniforms.keys${causal ? ' && key <= query + uniforms.keys - uniforms.queries' : ''};
}

fn masked(score : f32, head : i32, query : i32, key : i32) -> f32 {
  return score${mask ? ' + mask[head / uniforms.maskRepeat % uniforms.maskCount * uniforms.maskSize + query * uniforms.maskRow + key * uniforms.maskColumn]' : ''};
}`;
}

/** Loads `rows` rows from `first` on into a tile, by all threads; rows behind the end are 0. */
export function loadTile(
  tile: string,
  source: string,
  vectors: number,
  rows: number,
  { first, count }: { first: string; count: string },
): string {
  return `
    for (var at = thread; at < ${rows * vectors}; at += ${attentionThreads}) {
      let row = ${first} + at / ${vectors};
      ${tile}[at] = vec4<f32>(0.0);
      if (live && row < ${count}) {
        ${tile}[at] = ${source}Vector(head * ${count} + row, at % ${vectors});
      }
    }`;
}
