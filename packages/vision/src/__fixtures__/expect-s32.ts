import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { resolveConfig } from '../config/resolve-config';
import { mixerConfig, mixerVariant } from '../families/mixer';
import { mixerFlops } from '../model/mixer-flops';
import { weightPlan } from '../weights/weight-plan';
import { fillModel, goldenImages } from './golden-model';
import expected from './s32-logits.json';

// Ten products in a row, the longest over 3072 numbers, against float64.
const tolerance = 1e-4;

/** Builds the whole Mixer-S/32 on the current backend, fills it, and compares its logits with the reference. */
export async function expectS32(): Promise<void> {
  const config = mixerConfig('S/32', { gelu: 'erf' });
  const model = mixerVariant('S/32', { gelu: 'erf' });
  expect(model.countParams()).toBe(19_104_624);
  expect(model.countParams()).toBe(mixerFlops(config).params);
  fillModel(model, weightPlan(resolveConfig(config)), { patchSize: 32, amplitude: 0.04 });
  const images = goldenImages([1, 224, 224, 3]);
  const logits = model.predict(images) as tf.Tensor;
  const values = await logits.data();
  const gaps = expected.map((value, i) => Math.abs(value - values[10 * i]));
  expect(Math.max(...gaps)).toBeLessThan(tolerance);
  tf.dispose([images, logits]);
  model.dispose();
}
