import { DataError, io, PerceptronsError } from '@perceptrons/tensor';

/**
 * Reads the tensors of a safetensors file, or of a PyTorch file without running its code; a state dict may lie under `model`
 * or `state_dict`.
 *
 * @throws DataError `vision/weight-format` for another file, and what the readers throw.
 */
export async function readSequencerFile(bytes: Uint8Array): Promise<Map<string, io.WeightArray>> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isPickle = bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
  if (isZip || isPickle) return readState(bytes);
  if (bytes[8] === 0x7b) return io.readSafetensors(bytes);
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new DataError({
    code: 'vision/weight-format',
    argument: 'weights',
    message: `The ${bytes.length} bytes starting with ${start || 'nothing'} are neither a safetensors file nor a PyTorch file. Pass the whole file, unpacked.`,
  });
}

async function readState(bytes: Uint8Array): Promise<Map<string, io.WeightArray>> {
  for (const path of ['model', 'state_dict']) {
    try {
      return await io.readTorch(bytes, { path });
    } catch (error) {
      if (!PerceptronsError.isInstance(error) || error.code !== 'tensor/torch-path') throw error;
    }
  }
  return io.readTorch(bytes);
}
