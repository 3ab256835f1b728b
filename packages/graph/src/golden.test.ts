import { testBackends } from '@perceptrons/vitest-config';
import { describe } from 'vitest';
import { describeGoldens } from './__fixtures__/golden-suite';

describe.each(testBackends())('reference values on %s', describeGoldens);
