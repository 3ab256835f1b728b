import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { ChannelMatMulAttributes, ChannelMatMulInputs } from './reference';
import { channelProductSizes } from './sizes';

export function channelMatMulWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<ChannelMatMulInputs, ChannelMatMulAttributes>): { outputs: tf.TensorInfo[] } {
  const { batch, rows, columns, inner, channels, ...strides } = channelProductSizes(inputs, attributes);
  const y = memory.output([batch, rows, columns, channels]);
  const { channelMatMulWorkspace } = memory.kernels;
  const steps = [strides.aInner * 4, strides.bInner * 4] as const;
  const workspace = memory.workspace(channelMatMulWorkspace(rows, columns, inner, channels, ...steps));
  memory.kernels.channelMatMul(
    batch,
    rows,
    columns,
    inner,
    channels,
    memory.pointer(inputs.a),
    rows * inner * channels * 4,
    strides.aRow * 4,
    strides.aInner * 4,
    memory.pointer(inputs.b),
    inner * columns * channels * 4,
    strides.bInner * 4,
    strides.bColumn * 4,
    memory.pointer(y),
    workspace,
  );
  return { outputs: [y] };
}
