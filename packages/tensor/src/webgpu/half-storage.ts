// Weights as 16-bit numbers: two values in a word of 32 bits, which every device can unpack, and products that add up in
// float32. The float32 values stay, for gradients and updates; reading a weight takes half the traffic.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import { integers } from './flat-program';
import { sizeOf } from './flat-tensor';
import { runManyOutputs } from './many-outputs';
import type { FlatProgram } from './program';

/** Packed values by the data they were made of, for each backend that wants them. */
const stores = new WeakMap<object, Map<object, tf.TensorInfo>>();

/**
 * Lets products read weights as 16-bit numbers from now on.
 *
 * @returns a function that ends it and frees what was packed.
 */
export function startHalfStorage(backend: WebgpuBackend): () => void {
  const store = new Map<object, tf.TensorInfo>();
  const { disposeData } = backend;
  const disposing = function (this: WebgpuBackend, dataId: object, force?: boolean): boolean {
    const gone = disposeData.call(this, dataId, force);
    const packed = gone ? store.get(dataId) : undefined;
    if (packed !== undefined) {
      store.delete(dataId);
      disposeData.call(this, packed.dataId);
    }
    return gone;
  };
  stores.set(backend, store);
  backend.disposeData = disposing;
  return () => {
    if (backend.disposeData === disposing) backend.disposeData = disposeData;
    stores.delete(backend);
    for (const { dataId } of store.values()) disposeData.call(backend, dataId);
    store.clear();
  };
}

const threads = 256;

/** Two neighbours in a word. Numbers beyond the largest of 16 bits become that, NaN stays. */
export const packHalvesProgram: FlatProgram = {
  key: 'packHalves',
  inputs: ['x'],
  uniforms: 'elements : i32,',
  threads,
  code: `
fn bounded(value : f32) -> f32 {
  return select(clamp(value, -65504.0, 65504.0), value, value != value);
}

fn main(index : i32) {
  let at = 2 * index;
  if (at < uniforms.elements) {
    var pair = vec2<f32>(bounded(x[at]), 0.0);
    if (at + 1 < uniforms.elements) {
      pair.y = bounded(x[at + 1]);
    }
    result[index] = bitcast<i32>(pack2x16float(pair));
  }
}
`,
};

/**
 * The values of x as 16-bit numbers, two in each int32, or undefined where nobody asked for that. They belong to x and go
 * with its data, so data must not be written over.
 */
export function halvesOf(backend: WebgpuBackend, x: tf.TensorInfo): tf.TensorInfo | undefined {
  const store = stores.get(backend);
  const elements = sizeOf(x.shape);
  if (store === undefined || elements === 0) return undefined;
  const known = store.get(x.dataId);
  if (known !== undefined) return known;
  const words = Math.ceil(elements / 2);
  const packed = backend.makeTensorInfo([words], 'int32');
  runManyOutputs(backend, packHalvesProgram, [x], [packed], Math.ceil(words / threads), [integers(elements)]);
  store.set(x.dataId, packed);
  return packed;
}
