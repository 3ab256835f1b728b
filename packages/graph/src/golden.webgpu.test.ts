// One file: a software adapter takes a tenth of a second and more for a shader, and here every case finds those of the others.
import { describeWebgpu } from '@perceptrons/vitest-config';
import { describe } from 'vitest';
import { describeGoldens } from './__fixtures__/golden-suite';
import { itStartsFewPrograms } from './ppgn/__fixtures__/dispatch-cases';
import { exactVariants, itHasExactBits } from './ppgn/__fixtures__/exact-suite';

describeWebgpu('reference values on webgpu', () => {
  describeGoldens('webgpu');
  // Exact products and normalisation; exact readouts are made of the same ops.
  describe('exact sums', () => itHasExactBits(...exactVariants[0]));
  describe('programs', itStartsFewPrograms);
});
