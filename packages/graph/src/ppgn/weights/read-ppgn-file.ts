import { DataError, io, PerceptronsError } from '@perceptrons/tensor';

/**
 * Reads the tensors of a weight file: PyTorch (`best.tar`, `.pt`, read without running its code; the state dict may lie under
 * `model_state_dict`, `state_dict` or `model`), safetensors, or npz.
 *
 * @throws DataError `graph/weight-format` for another file, and what the readers of `@perceptrons/tensor` throw.
 */
export async function readPpgnFile(bytes: Uint8Array): Promise<Map<string, io.WeightArray>> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip && !holdsPickle(bytes)) return io.readNpz(bytes);
  if (isZip || (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5)) return readState(bytes);
  if (bytes[8] === 0x7b) return io.readSafetensors(bytes);
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new DataError({
    code: 'graph/weight-format',
    argument: 'weights',
    message: `The ${bytes.length} bytes starting with ${start || 'nothing'} are neither a PyTorch file nor safetensors nor npz. Pass the whole file, unpacked; write the variables of a TensorFlow checkpoint to npz first.`,
  });
}

/** Whether the first entry of a ZIP archive is one of `torch.save`, `<name>/data.pkl`. */
function holdsPickle(bytes: Uint8Array): boolean {
  const length = bytes[26] + 256 * bytes[27];
  return /(^|\/)data\.pkl$/.test(new TextDecoder().decode(bytes.subarray(30, 30 + length)));
}

async function readState(bytes: Uint8Array): Promise<Map<string, io.WeightArray>> {
  for (const path of ['model_state_dict', 'state_dict', 'model']) {
    try {
      return await io.readTorch(bytes, { path });
    } catch (error) {
      if (!PerceptronsError.isInstance(error) || error.code !== 'tensor/torch-path') throw error;
    }
  }
  return io.readTorch(bytes);
}
