// Programs with several outputs, or with subgroups. The backend of TensorFlow.js writes shaders with one output and without
// directives; these are compiled here and handed to it compiled, so that they share its queue, its buffers and its timers.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuUniforms } from '../backends/webgpu-kernel';
import { flat, sizeOf } from './flat-tensor';
import type { FlatProgram } from './program';

/** Programs by device and text; they go with their device. */
const pipelines = new WeakMap<object, Map<string, object>>();

const typeOf = (dtype: tf.DataType): string => (dtype === 'float32' ? 'f32' : 'i32');

/** The whole shader text. Uniforms begin as the backend fills them: two constants, then shape and stride of each array. */
export function manyOutputsShader(
  { inputs, outputs = ['result'], uniforms, threads, roles = false, code, subgroupCode }: FlatProgram,
  dtypes: readonly tf.DataType[],
  { subgroups = false, resultType = 'float32' }: { subgroups?: boolean; resultType?: tf.DataType } = {},
): string {
  const withSubgroups = subgroups && subgroupCode !== undefined;
  const arrays = [
    [outputs[0], 'read_write', typeOf(resultType)],
    ...inputs.map((name, index) => [name, 'read', typeOf(dtypes[index])]),
    ...outputs.slice(1).map((name) => [name, 'read_write', 'f32']),
  ];
  const shapes = arrays.map((_, index) => `shape${index} : i32, stride${index} : i32,`);
  const bindings = arrays.map(
    ([name, access, type], index) => `@group(0) @binding(${index}) var<storage, ${access}> ${name} : array<${type}>;`,
  );
  return `${withSubgroups ? 'enable subgroups;\n' : ''}struct Uniforms {
  notANumber : f32, infinity : f32,
  ${shapes.join(' ')}
  ${uniforms}
};
${bindings.join('\n')}
@group(0) @binding(${arrays.length}) var<uniform> uniforms : Uniforms;
${withSubgroups ? subgroupCode : code}
@compute @workgroup_size(${threads}, 1, 1)
fn start(
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3<u32>,
  @builtin(num_workgroups) groups : vec3<u32>,
) {
  let number = group.y * groups.x + group.x;
  main(i32(number * ${threads}u + thread)${roles ? ', i32(number)' : ''});
}
`;
}

function pipelineOf(
  backend: WebgpuBackend,
  program: FlatProgram,
  dtypes: tf.DataType[],
  resultType: tf.DataType,
): object {
  const { device } = backend;
  const known = pipelines.get(device) ?? new Map<string, object>();
  pipelines.set(device, known);
  const subgroups = hasSubgroups(backend);
  const types = [...dtypes, resultType].map(typeOf).join('.');
  const key = `${program.key}.${types}.${subgroups}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const label = `perceptrons.${program.key}`;
  const module = device.createShaderModule({
    code: manyOutputsShader(program, dtypes, { subgroups, resultType }),
    label,
  });
  const pipeline = device.createComputePipeline({ compute: { module, entryPoint: 'start' }, label, layout: 'auto' });
  known.set(key, pipeline);
  return pipeline;
}

/** True where shaders may add up over the invocations that run side by side. */
export function hasSubgroups({ device }: WebgpuBackend): boolean {
  return device.features.has('subgroups');
}

/** Workgroups in a row, or in rows where one would be too long. */
function grid(groups: number, limit: number): number[] {
  const rows = Math.ceil(groups / limit);
  return [Math.ceil(groups / rows), rows, 1];
}

/** A new float32 tensor for a program to write. */
export function webgpuOutput(backend: WebgpuBackend, shape: number[]): tf.TensorInfo {
  // WebGPU has no empty buffers.
  return backend.makeTensorInfo(shape, 'float32', sizeOf(shape) === 0 ? new Float32Array(0) : undefined);
}

/**
 * Runs a program over `groups` workgroups. More workgroups than asked for may run, so the shader guards its stores.
 *
 * @param inputs Tensors with at least one element each: WebGPU has no empty bindings.
 * @param outputs float32 tensors (the first may be int32) in the order of `program.outputs`: all with elements, or all empty, when nothing runs. They
 *   may hold values, which the program may read, but none of them may be an input too.
 */
export function runManyOutputs(
  backend: WebgpuBackend,
  program: FlatProgram,
  inputs: readonly tf.TensorInfo[],
  outputs: readonly tf.TensorInfo[],
  groups: number,
  uniforms: WebgpuUniforms,
): void {
  if (outputs.every(({ shape }) => sizeOf(shape) === 0)) return;
  for (const { dataId } of [...outputs, ...inputs]) backend.uploadToGPU(dataId);
  const pipeline = pipelineOf(
    backend,
    program,
    inputs.map(({ dtype }) => dtype),
    outputs[0].dtype,
  );
  const dispatch = grid(groups, backend.device.limits.maxComputeWorkgroupsPerDimension);
  const [first, ...others] = outputs.map(flat);
  backend.recordAndSubmit({ pipeline, dispatch }, first, [...inputs.map(flat), ...others], uniforms);
}
