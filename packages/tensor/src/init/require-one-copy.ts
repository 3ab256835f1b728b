import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';

/**
 * Requires that a backend package and this package use one copy of TensorFlow.js: kernels registered with one copy are
 * not seen, or seen with foreign classes, by the other.
 *
 * @throws BackendError `tensor/duplicate-tfjs` naming both versions.
 */
export function requireOneCopy(backend: object, backendPackage: string, backendVersion: string): void {
  if (backend instanceof tf.KernelBackend && backendVersion === tf.version_core) return;
  throw new BackendError({
    code: 'tensor/duplicate-tfjs',
    message:
      `Two copies of TensorFlow.js are loaded: @tensorflow/tfjs-core ${tf.version_core} (used by @perceptrons/tensor) and the copy ` +
      `used by ${backendPackage} ${backendVersion}. Install both packages in the same version and dedupe them ` +
      '(npm dedupe, pnpm dedupe, or resolve.dedupe of your bundler).',
  });
}
