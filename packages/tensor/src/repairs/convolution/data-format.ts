// Images with channels first take a detour: transposed in, transposed out.
import type * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import type { StockCall } from '../repair';
import { runKernel } from '../run-kernel';

/** A tensor that may be a transposed copy, which `release` frees. */
export interface Image {
  tensor: tf.TensorInfo;
  release(): void;
}

/** The attributes of a call with channels first, for the transposed images. */
export function channelsLastAttributes<Attributes extends { pad: unknown; dataFormat?: string }>(
  attributes: Attributes,
): Attributes {
  const { pad, dataFormat } = attributes;
  if (dataFormat !== 'NCHW') return attributes;
  return { ...attributes, pad: Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] : pad, dataFormat: 'NHWC' };
}

/** The images as [batch, height, width, channels]. */
export function channelsLast(images: tf.TensorInfo[], call: StockCall, heap: WasmHeap): Image[] {
  if (call.attrs.dataFormat !== 'NCHW') return images.map((tensor) => ({ tensor, release: () => undefined }));
  return images.map((x) => {
    const tensor = runKernel('Transpose', { x }, { perm: [0, 2, 3, 1] }, call);
    return { tensor, release: () => heap.release(tensor) };
  });
}

/** An image [batch, height, width, channels] made by this kernel as [batch, channels, height, width]. */
export function fromChannelsLast(x: tf.TensorInfo, call: StockCall, heap: WasmHeap): tf.TensorInfo {
  const result = runKernel('Transpose', { x }, { perm: [0, 3, 1, 2] }, call);
  heap.release(x);
  return result;
}
