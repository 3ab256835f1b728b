import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { AttentionAttributes } from '../attention/reference';
import { attentionSizes } from '../attention/sizes';
import { attentionArguments } from '../attention/wasm';
import type { AttentionGradInputs } from './reference';

export function attentionGradWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<AttentionGradInputs, AttentionAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { keys, depth, valueDepth } = attentionSizes(inputs);
  const outputs = [inputs.q, inputs.k, inputs.v].map(({ shape }) => memory.output(shape));
  const workspace = memory.workspace(memory.kernels.attentionWorkspace(keys, depth, valueDepth, 1));
  const [dq, dk, dv] = outputs.map((tensor) => memory.pointer(tensor));
  memory.kernels.attentionBackward(
    ...attentionArguments(inputs, attributes, memory),
    memory.pointer(inputs.dy),
    memory.pointer(inputs.statistics!),
    dq,
    dk,
    dv,
    workspace,
  );
  return { outputs };
}
