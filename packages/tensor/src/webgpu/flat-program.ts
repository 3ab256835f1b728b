// How our WebGPU programs see tensors: as flat arrays. Shapes travel as uniforms, so one compiled shader serves every
// shape and rank, and ranks beyond those that the backend can index in shaders work too.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuProgram, WebgpuUniforms } from '../backends/webgpu-kernel';

/** One dispatch: workgroups in a row, flat inputs, one flat output. */
export interface FlatProgram {
  /** Unique per shader text; the prefix `perceptrons.` is added. */
  key: string;
  /** Names of the input arrays in the shader. */
  inputs: readonly string[];
  /** WGSL member declarations of the uniforms, with a trailing comma. */
  uniforms: string;
  /** Invocations per workgroup. `main(index)` gets workgroup * threads + thread. */
  threads: number;
  /** Values per element of the arrays, 1 or 4; 1 by default. An array of fours needs a multiple of four values. */
  vectors?: { inputs: number[]; result: number };
  /** Shader text: helper functions and `fn main(index : i32)`. */
  code: string;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same data as a flat array. Not a new reference: it is valid as long as the tensor. */
function flat({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  return { dataId, shape: [sizeOf(shape)], dtype };
}

/**
 * Runs a program over `groups` workgroups and returns a new float32 tensor. More workgroups than asked for may run, so
 * the shader guards its stores.
 *
 * @param inputs Tensors with at least one element each: WebGPU has no empty bindings.
 */
export function runFlatProgram(
  backend: WebgpuBackend,
  program: FlatProgram,
  inputs: readonly tf.TensorInfo[],
  shape: number[],
  groups: number,
  uniforms: WebgpuUniforms,
): tf.TensorInfo {
  const description: WebgpuProgram = {
    variableNames: [...program.inputs],
    outputShape: [sizeOf(shape)],
    shaderKey: `perceptrons.${program.key}`,
    workgroupSize: [program.threads, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [groups, 1, 1],
    uniforms: program.uniforms,
    ...(program.vectors && {
      variableComponents: program.vectors.inputs,
      outputComponent: program.vectors.result,
    }),
    getUserCode: () => program.code,
  };
  const output = backend.runWebGPUProgram(description, inputs.map(flat), 'float32', uniforms);
  return { ...output, shape };
}

/** An int32 uniform of one to four components. */
export function integers(...data: number[]): WebgpuUniforms[number] {
  return { type: 'int32', data };
}

/** A float32 uniform. */
export function float(value: number): WebgpuUniforms[number] {
  return { type: 'float32', data: [value] };
}

const elementThreads = 256;

/**
 * A program that computes every element on its own: `value` is a WGSL expression of `index` and the inputs.
 *
 * @param functions Helper functions that the expression calls.
 */
export function elementProgram(
  key: string,
  inputs: readonly string[],
  value: string,
  { functions = '', uniforms = '' }: { functions?: string; uniforms?: string } = {},
): FlatProgram {
  const code = `${functions}
fn main(index : i32) {
  if (index < uniforms.elements) {
    result[index] = ${value};
  }
}
`;
  return { key, inputs, uniforms: `elements : i32, ${uniforms}`, threads: elementThreads, code };
}

/** Runs a program of `elementProgram`; the first uniform is added here. */
export function runElementProgram(
  backend: WebgpuBackend,
  program: FlatProgram,
  inputs: readonly tf.TensorInfo[],
  shape: number[],
  uniforms: WebgpuUniforms = [],
): tf.TensorInfo {
  const elements = sizeOf(shape);
  const groups = Math.ceil(elements / elementThreads);
  return runFlatProgram(backend, program, inputs, shape, groups, [integers(elements), ...uniforms]);
}

const zeros = elementProgram('zeros', [], '0.0');
const part = elementProgram('part', ['x'], 'x[uniforms.begin + index]', { uniforms: 'begin : i32,' });

/** A new tensor of zeros. */
export function webgpuZeros(backend: WebgpuBackend, shape: number[]): tf.TensorInfo {
  return runElementProgram(backend, zeros, [], shape);
}

/** A copy of the elements of x from `begin` on, in the given shape. */
export function webgpuPart(backend: WebgpuBackend, x: tf.TensorInfo, begin: number, shape: number[]): tf.TensorInfo {
  return runElementProgram(backend, part, [x], shape, [integers(begin)]);
}
