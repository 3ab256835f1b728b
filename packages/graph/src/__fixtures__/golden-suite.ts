// Every reference value and law of the models in which a backend takes part, for one backend.
import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { itHasGoldenEncodings } from '../encoding/__fixtures__/golden-encodings';
import { itHasTheBases } from '../invariant/__fixtures__/basis-cases';
import { formulaModel, hexagon, paw } from '../ppgn/__fixtures__/golden-model';
import { goldenConfig, itHasGoldenScores, scoresOf } from '../ppgn/__fixtures__/golden-scores';
import { itHasReferenceGradients } from '../ppgn/__fixtures__/gradient-cases';
import { itClimbsTheLadder } from '../ppgn/__fixtures__/ladder-cases';
import { itPadsExactly } from '../ppgn/__fixtures__/padding-cases';
import { itPools } from '../ppgn/__fixtures__/pooling-cases';
import { itHasClosedForms } from '../ppgn/__fixtures__/product-cases';
import { itHasSymmetries } from '../ppgn/__fixtures__/symmetry-cases';
import { itSumsLosses } from '../protocols/__fixtures__/loss-cases';
import { itHasBaselines } from './baseline-cases';

/** float32 through two blocks against float64, absolute: errors of 1e-7 were seen on every backend. */
const scoreTolerance = 1e-6;
/** float32 through up to three blocks and back, as a share of the largest entry of a tensor. */
const gradientTolerance = 1e-5;

export function describeGoldens(backend: 'cpu' | 'wasm' | 'webgpu'): void {
  beforeAll(async () => {
    await init({ backend });
  });

  describe('products in closed form', itHasClosedForms);
  describe('symmetries', itHasSymmetries);
  describe('scores', () => {
    itHasGoldenScores(scoreTolerance);
    itHasGoldenEncodings(scoreTolerance);
  });
  describe('readouts', itPools);
  describe('gradients', () => itHasReferenceGradients(gradientTolerance));
  describe('padding', itPadsExactly);
  describe('depth', itClimbsTheLadder);
  describe('equivariant bases', itHasTheBases);
  describe('baselines', itHasBaselines);
  describe('summed losses', itSumsLosses);

  it('leaves no tensor behind', async () => {
    for (const readout of ['max', 'sum', 'mean'] as const) {
      await expectNoLeak(async () => {
        const model = formulaModel({ ...goldenConfig, readout, normalization: 'batch', productScaling: 'sqrt-n' });
        await scoresOf(model, [paw, hexagon]);
        const mask = tf.ones([1, 2]);
        const slope = tf.grad((x: tf.Tensor) => (model.apply([x, mask]) as tf.Tensor).sum());
        tf.tidy(() => void slope(tf.ones([1, 2, 2, 2])));
        mask.dispose();
        model.dispose();
      });
    }
  });
}
