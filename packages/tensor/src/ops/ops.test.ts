import { testBackends } from '@perceptrons/vitest-config';
import { describeOps } from '../testing/describe-ops';

for (const backend of testBackends()) describeOps(backend);
