import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { PairMaxPoolGradInputs } from './reference';

export function pairMaxPoolGradWasm({
  inputs: { x, y, dy, mask },
  memory,
}: WasmKernelCall<PairMaxPoolGradInputs, object>): { outputs: tf.TensorInfo[] } {
  const [batch, side, , channels] = x.shape;
  const dx = memory.output(x.shape);
  const shares = memory.workspace(2 * channels * 4);
  const counted = mask === undefined ? 0 : memory.pointer(mask);
  const [result, slopes] = [y, dy].map((tensor) => memory.pointer(tensor));
  memory.kernels.pairMaxBackward(
    batch,
    side,
    channels,
    memory.pointer(x),
    counted,
    result,
    slopes,
    memory.pointer(dx),
    shares,
  );
  return { outputs: [dx] };
}
