import { testBackends } from '@perceptrons/vitest-config';
import { describe } from 'vitest';
import { describeRollout } from './__fixtures__/rollout-suite';

describe.each(testBackends())('plasticityRollout on %s', (backend) => describeRollout(backend as 'cpu' | 'wasm'));
