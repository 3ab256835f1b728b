import { init } from '@perceptrons/tensor';
import { describeWebgpu } from '@perceptrons/vitest-config';
import { beforeAll } from 'vitest';
import { itHasGoldenEncodings } from '../encoding/__fixtures__/golden-encodings';
import { itHasGoldenScores, itPoolsLargest } from './__fixtures__/golden-suite';

describeWebgpu('PPGN on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });

  // Sums of a device run in an order of its own.
  itHasGoldenScores(5e-6);

  itHasGoldenEncodings(5e-6);

  itPoolsLargest();
});
