import { DataError, io } from '@perceptrons/tensor';

/** Formats of published weight files. */
export type WeightFormat = 'timm-safetensors' | 'flax-npz';

const pickleAdvice = `Convert it once in Python:
  from safetensors.torch import save_file; import torch
  save_file(torch.load("weights.pth", map_location="cpu", weights_only=True), "weights.safetensors")`;

/**
 * Finds the format of a file from its first bytes.
 *
 * @throws DataError `vision/pickle` for a PyTorch pickle, `vision/weight-format` for an unknown file.
 */
export function formatOfBytes(bytes: Uint8Array): WeightFormat {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isZip = bytes.length > 30 && view.getUint32(0, true) === 0x04034b50;
  const firstEntry = isZip ? new TextDecoder().decode(bytes.subarray(30, 30 + view.getUint16(26, true))) : '';
  if ((bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) || /(^|\/)data\.pkl$/.test(firstEntry)) {
    throw new DataError({
      code: 'vision/pickle',
      argument: 'weights',
      message: `The file is a PyTorch pickle (.pt, .pth), which holds program code. Accepted are safetensors and npz. ${pickleAdvice}`,
    });
  }
  if (isZip) return 'flax-npz';
  if (bytes[8] === 0x7b) return 'timm-safetensors';
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new DataError({
    code: 'vision/weight-format',
    argument: 'weights',
    message: `The ${bytes.length} bytes starting with ${start || 'nothing'} are neither a safetensors file nor an npz file. Pass the whole file, unpacked.`,
  });
}

/** Flax names have slashes, timm names have dots. */
export function formatOfNames(names: Iterable<string>): WeightFormat {
  for (const name of names) if (name.includes('/')) return 'flax-npz';
  return 'timm-safetensors';
}

/** Reads a file of a known format. */
export async function readWeights(bytes: Uint8Array, format: WeightFormat): Promise<Map<string, io.WeightArray>> {
  return format === 'flax-npz' ? io.readNpz(bytes) : io.readSafetensors(bytes);
}
