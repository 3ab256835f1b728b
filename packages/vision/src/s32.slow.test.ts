// The families are compared with their references on every backend at a small size; the published size on WASM and WebGPU.
import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import { describe, it } from 'vitest';
import { expectS32 } from './__fixtures__/expect-s32';

describe('Mixer-S/32 on wasm', () => {
  it('has the published size and the logits of the reference', async () => {
    await init({ backend: 'wasm' });
    await expectNoLeak(expectS32);
  }, 120_000);
});
