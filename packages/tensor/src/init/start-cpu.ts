import * as tf from '@tensorflow/tfjs';
import type { BackendStart } from './backend-start';

/** Starts the plain JavaScript backend, which exists everywhere. */
export async function startCpu(): Promise<BackendStart> {
  await tf.setBackend('cpu');
  await tf.ready();
  return { started: true, backend: 'cpu', reason: 'the plain JavaScript backend runs everywhere', warnings: [] };
}
