import * as tf from '@tensorflow/tfjs';
import type { BackendStart } from './backend-start';
import type { InitOptions } from './init-options';
import { replaceTrapped } from './replace-trapped';
import { requireOneCopy } from './require-one-copy';

/**
 * Loads and starts the WASM backend of TensorFlow.js.
 *
 * @throws BackendError `tensor/duplicate-tfjs` if the backend package uses another copy of TensorFlow.js.
 */
export async function startWasm({ wasmPaths }: InitOptions): Promise<BackendStart> {
  let backendPackage: typeof import('@tensorflow/tfjs-backend-wasm');
  try {
    backendPackage = await import('@tensorflow/tfjs-backend-wasm');
  } catch (cause) {
    return failed(`the package @tensorflow/tfjs-backend-wasm could not be loaded (${String(cause)}); install it`);
  }
  replaceTrapped();
  const alreadyRunning = tf.engine().registry.wasm !== undefined;
  if (wasmPaths !== undefined && !alreadyRunning) backendPackage.setWasmPaths(wasmPaths);
  const started = await tf.setBackend('wasm').catch(() => false);
  if (!started) return failed(`its .wasm files could not be loaded; ${pathAdvice(wasmPaths)}`);
  await tf.ready();
  requireOneCopy(tf.backend(), '@tensorflow/tfjs-backend-wasm', backendPackage.version_wasm);
  const warnings =
    alreadyRunning && wasmPaths !== undefined ? ['wasmPaths came too late: the WASM backend was already running.'] : [];
  return {
    started: true,
    backend: 'wasm',
    reason: 'WebAssembly runs here',
    threads: backendPackage.getThreadsCount(),
    warnings,
  };
}

function pathAdvice(wasmPaths: InitOptions['wasmPaths']): string {
  if (wasmPaths === undefined) {
    return (
      'in a browser pass init({ wasmPaths }) with the folder that serves the three tfjs-backend-wasm*.wasm files ' +
      'of node_modules/@tensorflow/tfjs-backend-wasm/dist, for example "/wasm/"'
    );
  }
  return `check that wasmPaths (${JSON.stringify(wasmPaths)}) serves the files of node_modules/@tensorflow/tfjs-backend-wasm/dist`;
}

function failed(reason: string): BackendStart {
  return { started: false, backend: 'wasm', reason };
}
