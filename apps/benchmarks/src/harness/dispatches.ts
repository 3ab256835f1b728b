import * as tf from '@tensorflow/tfjs';

interface CountedBackend {
  runWebGPUProgram?: (...parameters: unknown[]) => unknown;
}

/** How many programs `run` starts on the WebGPU backend; undefined on another backend. */
export async function countDispatches(run: () => unknown): Promise<number | undefined> {
  const backend = tf.backend() as unknown as CountedBackend;
  const original = backend.runWebGPUProgram;
  if (tf.getBackend() !== 'webgpu' || original === undefined) return undefined;
  const inherited = !Object.hasOwn(backend, 'runWebGPUProgram');
  let count = 0;
  backend.runWebGPUProgram = function (this: CountedBackend, ...parameters: unknown[]) {
    count++;
    return original.apply(this, parameters);
  };
  try {
    await run();
  } finally {
    if (inherited) delete backend.runWebGPUProgram;
    else backend.runWebGPUProgram = original;
  }
  return count;
}
