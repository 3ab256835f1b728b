import type * as tf from '@tensorflow/tfjs';
import type { KernelInputs, WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import type { AttentionAttributes, AttentionInputs } from './reference';
import { attentionSizes, maskLayout } from './sizes';

/** Arguments that both passes begin with. */
export function attentionArguments(
  inputs: KernelInputs<AttentionInputs>,
  { causal, scale }: AttentionAttributes,
  memory: WasmMemory,
) {
  const { heads, queries, keys, depth, valueDepth } = attentionSizes(inputs);
  const { q, k, v, mask } = inputs;
  const { repeat, count, size, row, column } = maskLayout(inputs)!;
  return [
    heads,
    queries,
    keys,
    depth,
    valueDepth,
    memory.pointer(q),
    memory.pointer(k),
    memory.pointer(v),
    mask === undefined ? 0 : memory.pointer(mask),
    repeat,
    count,
    size * 4,
    row * 4,
    column * 4,
    causal ? 1 : 0,
    scale,
  ] as const;
}

/** Keeps the largest score, times log2(e), and 1 / sum of each query in one tensor [2, heads * queries]. */
export function attentionWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<AttentionInputs, AttentionAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { heads, queries, keys, depth, valueDepth } = attentionSizes(inputs);
  const y = memory.output([...inputs.q.shape.slice(0, -1), valueDepth]);
  const statistics = training ? memory.output([2, heads * queries]) : undefined;
  const workspace = memory.workspace(memory.kernels.attentionWorkspace(keys, depth, valueDepth, 0));
  memory.kernels.attentionForward(
    ...attentionArguments(inputs, attributes, memory),
    memory.pointer(y),
    statistics === undefined ? 0 : memory.pointer(statistics),
    workspace,
  );
  return { outputs: [y], kept: statistics === undefined ? [] : [statistics] };
}
