// Images with channels first take a detour: transposed in, transposed out.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import type { StockCall } from '../repair';

/** A tensor that may be a transposed copy, which `release` frees. */
export interface Image {
  tensor: tf.TensorInfo;
  release(): void;
}

function transposed(x: tf.TensorInfo, perm: number[], call: StockCall): tf.TensorInfo {
  const kernel = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as (call: object) => tf.TensorInfo;
  return kernel({ inputs: { x }, attrs: { perm }, backend: call.backend });
}

/** The images as [batch, height, width, channels]. */
export function channelsLast(images: tf.TensorInfo[], call: StockCall, heap: WasmHeap): Image[] {
  if (call.attrs.dataFormat !== 'NCHW') return images.map((tensor) => ({ tensor, release: () => undefined }));
  return images.map((image) => {
    const tensor = transposed(image, [0, 2, 3, 1], call);
    return { tensor, release: () => heap.release(tensor) };
  });
}

/** An image [batch, height, width, channels] made by this kernel as [batch, channels, height, width]. */
export function fromChannelsLast(image: tf.TensorInfo, call: StockCall, heap: WasmHeap): tf.TensorInfo {
  const result = transposed(image, [0, 3, 1, 2], call);
  heap.release(image);
  return result;
}
