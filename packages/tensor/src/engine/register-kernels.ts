// Registers the fused kernels of every op, defined before or after the start, with the backend in use.
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from '../backends/wasm-heap';
import { heapOf } from '../backends/wasm-kernels';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import { type KernelAttributes, kernelName } from './define-op';
import type { OpInputs } from './op-spec';
import { type AnyOpSpec, onDefinedOp } from './op-table';

type KernelCall = { inputs: tf.NamedTensorInfoMap; attrs?: KernelAttributes; backend: unknown };

/** Registers kernels for `backendName` until the returned function is called. */
export function registerKernels(backendName: 'wasm' | 'webgpu'): () => void {
  const registered: string[] = [];
  const stop = onDefinedOp((spec) => {
    const kernelFunc = backendName === 'wasm' ? wasmKernel(spec) : webgpuKernel(spec);
    if (kernelFunc === undefined) return;
    const name = kernelName(spec.name);
    if (tf.getKernel(name, backendName) !== undefined) tf.unregisterKernel(name, backendName);
    else registered.push(name);
    tf.registerKernel({ kernelName: name, backendName, kernelFunc: kernelFunc as unknown as tf.KernelFunc });
  });
  return () => {
    stop();
    for (const name of registered) tf.unregisterKernel(name, backendName);
  };
}

const plainCall: KernelAttributes = { attributes: {}, training: false };

function wasmKernel(spec: AnyOpSpec): ((call: KernelCall) => tf.TensorInfo[]) | undefined {
  const kernel = spec.wasm;
  if (kernel === undefined) return undefined;
  return ({ inputs, attrs = plainCall, backend }) => {
    const { attributes, training } = attrs;
    const memory = heapOf(backend as WasmBackend);
    return memory.run(spec.name, () => {
      const { outputs, kept } = kernel({ inputs: inputs as unknown as OpInputs, attributes, training, memory });
      return kept === undefined || kept.length === 0 ? outputs : [...outputs, ...kept];
    });
  };
}

function webgpuKernel(spec: AnyOpSpec): ((call: KernelCall) => tf.TensorInfo[]) | undefined {
  const kernel = spec.webgpu;
  if (kernel === undefined) return undefined;
  return ({ inputs, attrs = plainCall, backend }) => {
    const { attributes, training } = attrs;
    const call = { inputs: inputs as unknown as OpInputs, attributes, training, backend: backend as WebgpuBackend };
    const { outputs, kept = [] } = kernel(call);
    return [...outputs, ...kept];
  };
}
