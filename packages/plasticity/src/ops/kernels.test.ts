import { gzipSync } from 'node:zlib';
import { faultsOf } from '@perceptrons/assemble';
import { describe, expect, it } from 'vitest';
import { kernelBinaries } from './kernels';

const bytes = Object.values(kernelBinaries).map((base64: string) => Uint8Array.from(Buffer.from(base64, 'base64')));

describe('the binaries', () => {
  it('are guests on the memory of TensorFlow.js', () => {
    expect(bytes.map(faultsOf)).toEqual([[], []]);
  });

  it('take at most 14 kB gzipped together', () => {
    const sizes = bytes.map((binary) => gzipSync(binary).length);
    expect(sizes[0] + sizes[1]).toBeLessThanOrEqual(14_000);
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
  });
});
