// How our WebGPU programs see tensors: as flat arrays. Shapes travel as uniforms, so one compiled shader serves every
// shape and rank, and ranks beyond those that the backend can index in shaders work too.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuProgram, WebgpuUniforms } from '../backends/webgpu-kernel';
import { flat, sizeOf } from './flat-tensor';
import { hasSubgroups, runManyOutputs, webgpuOutput } from './many-outputs';
import type { FlatProgram } from './program';

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
  const elements = sizeOf(shape);
  if (program.subgroupCode !== undefined && elements > 0 && hasSubgroups(backend)) {
    const output = webgpuOutput(backend, shape);
    runManyOutputs(backend, program, inputs, [output], groups, uniforms);
    return output;
  }
  const description: WebgpuProgram = {
    variableNames: [...program.inputs],
    outputShape: [elements],
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

/** A new tensor of zeros. */
export function webgpuZeros(backend: WebgpuBackend, shape: number[]): tf.TensorInfo {
  return runElementProgram(backend, zeros, [], shape);
}
