import { io } from '@perceptrons/tensor';

/** Formats of published weights: names of timm, in a safetensors or a PyTorch file, or names of Flax in an npz file. */
export type WeightFormat = 'timm-safetensors' | 'flax-npz';

/**
 * Finds the format of a file from its first bytes.
 *
 * @throws DataError `tensor/weight-format` for an unknown file.
 */
export function formatOfBytes(bytes: Uint8Array): WeightFormat {
  return io.weightFileKind(bytes) === 'npz' ? 'flax-npz' : 'timm-safetensors';
}

/** Flax names have slashes, timm names have dots. */
export function formatOfNames(names: Iterable<string>): WeightFormat {
  for (const name of names) if (name.includes('/')) return 'flax-npz';
  return 'timm-safetensors';
}
