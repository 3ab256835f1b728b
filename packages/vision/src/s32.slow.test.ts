import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import { describe, it } from 'vitest';
import { expectS32 } from './__fixtures__/expect-s32';

describe.each(testBackends())('Mixer-S/32 on %s', (backend) => {
  it('has the published size and the logits of the reference', async () => {
    await init({ backend });
    await expectNoLeak(expectS32);
  });
});
