import * as tf from '@tensorflow/tfjs';

interface CountedBackend {
  recordAndSubmit?: (...parameters: unknown[]) => unknown;
}

/** How many programs `run` hands to the device on the WebGPU backend; undefined on another backend. */
export async function countDispatches(run: () => unknown): Promise<number | undefined> {
  const backend = tf.backend() as unknown as CountedBackend;
  const original = backend.recordAndSubmit;
  if (tf.getBackend() !== 'webgpu' || original === undefined) return undefined;
  const inherited = !Object.hasOwn(backend, 'recordAndSubmit');
  let count = 0;
  backend.recordAndSubmit = function (this: CountedBackend, ...parameters: unknown[]) {
    count++;
    return original.apply(this, parameters);
  };
  try {
    await run();
  } finally {
    if (inherited) delete backend.recordAndSubmit;
    else backend.recordAndSubmit = original;
  }
  return count;
}
