import { describe, expect, it } from 'vitest';
import { writeNpz } from './npz';
import { readWeightFile, weightFileKind } from './read-weight-file';
import type { WeightArray } from './weight-array';
import { writeSafetensors } from './write-safetensors';

const tensors = new Map<string, WeightArray>([['a', { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) }]]);

describe('readWeightFile', () => {
  it('knows safetensors, npz and both forms of PyTorch files by their first bytes', async () => {
    for (const [kind, bytes] of [
      ['safetensors', writeSafetensors(tensors)],
      ['npz', await writeNpz(tensors)],
    ] as const) {
      expect(weightFileKind(bytes)).toBe(kind);
      expect(await readWeightFile(bytes)).toEqual(tensors);
    }
    expect(weightFileKind(new Uint8Array([0x80, 0x02, 0x8a]))).toBe('torch');
  });

  it.each([
    ['a file that is none of them', new Uint8Array([1, 2, 3]), 'The 3 bytes starting with 01 02 03 are neither'],
    ['nothing', new Uint8Array(), 'The 0 bytes starting with nothing'],
    ['a ZIP archive without entries', new Uint8Array([0x50, 0x4b, 0x05, 0x06]), 'starting with 50 4b 05 06'],
  ])('refuses %s', async (_name, bytes, message) => {
    await expect(readWeightFile(bytes)).rejects.toMatchObject({
      code: 'tensor/weight-format',
      message: expect.stringContaining(message),
    });
  });
});
