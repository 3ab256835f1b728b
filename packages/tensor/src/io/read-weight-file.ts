import { DataError, PerceptronsError } from '../errors/perceptrons-error';
import { readNpz } from './npz';
import { readSafetensors } from './read-safetensors';
import { readTorch } from './torch/read-torch';
import type { WeightArray } from './weight-array';

/** Kinds of weight files that are known by their first bytes. */
export type WeightFileKind = 'safetensors' | 'torch' | 'npz';

/** Names under which training programs put the state dict of a model into a PyTorch file. */
const statePaths = ['model_state_dict', 'state_dict', 'model'];

/**
 * Finds the kind of a weight file from its first bytes.
 *
 * @returns `torch` for both forms of `torch.save`, the ZIP archive and the bare pickle.
 * @throws DataError `tensor/weight-format` for another file.
 */
export function weightFileKind(bytes: Uint8Array): WeightFileKind {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
  if (isZip) return holdsPickle(bytes) ? 'torch' : 'npz';
  if (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) return 'torch';
  if (bytes[8] === 0x7b) return 'safetensors';
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new DataError({
    code: 'tensor/weight-format',
    argument: 'bytes',
    message: `The ${bytes.length} bytes starting with ${start || 'nothing'} are neither a safetensors file nor a PyTorch file nor an npz file. Pass the whole file, unpacked.`,
  });
}

/**
 * Reads all tensors of a weight file of any kind: safetensors, PyTorch (without running its code), or npz.
 *
 * @param bytes The whole file. The state dict of a PyTorch file may be the file itself, or lie in it under
 *   `model_state_dict`, `state_dict` or `model`.
 * @throws DataError `tensor/weight-format` for another file, and what `readSafetensors`, `readTorch` and `readNpz` throw.
 */
export async function readWeightFile(bytes: Uint8Array): Promise<Map<string, WeightArray>> {
  const kind = weightFileKind(bytes);
  if (kind === 'npz') return readNpz(bytes);
  return kind === 'safetensors' ? readSafetensors(bytes) : readState(bytes);
}

/** Whether the first entry of a ZIP archive is one of `torch.save`, `<name>/data.pkl`. */
function holdsPickle(bytes: Uint8Array): boolean {
  const length = bytes[26] + 256 * bytes[27];
  return /(^|\/)data\.pkl$/.test(new TextDecoder().decode(bytes.subarray(30, 30 + length)));
}

async function readState(bytes: Uint8Array): Promise<Map<string, WeightArray>> {
  for (const path of statePaths) {
    try {
      return await readTorch(bytes, { path });
    } catch (error) {
      if (!PerceptronsError.isInstance(error) || error.code !== 'tensor/torch-path') throw error;
    }
  }
  return readTorch(bytes);
}
