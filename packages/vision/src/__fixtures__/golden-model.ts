// The golden configuration and its fill: the same formulas as tooling/reference/mixer/fill.py.
import * as tf from '@tensorflow/tfjs';
import type { Family, FamilyConfig } from '../config/family-config';
import { resolveConfig } from '../config/resolve-config';
import { gMlp } from '../families/g-mlp';
import { gMixer, mixer } from '../families/mixer';
import { resMlp } from '../families/res-mlp';
import { fromTimm } from '../weights/layouts';
import { variablesByName, weightName } from '../weights/model-weights';
import { type PlannedWeight, weightPlan } from '../weights/weight-plan';

/** 8x12 images, so that rows, columns, tokens (6), hidden tokens (4) and channels (8) all differ. */
export const goldenConfig = {
  imageSize: [8, 12] as const,
  inChannels: 3,
  patchSize: 4,
  hiddenDim: 8,
  numBlocks: 2,
  numClasses: 5,
};

export const families: Family[] = ['mixer', 'gMixer', 'resMlp', 'gMlp'];

/** Builds a model of any family, by default at the golden size with the exact GELU. */
export function buildFamily(family: Family, overrides: Partial<FamilyConfig> = {}): tf.LayersModel {
  const config = { ...goldenConfig, gelu: 'erf' as const, ...overrides };
  const builders = { mixer, gMixer, resMlp, gMlp };
  return builders[family]({ ...config, family: undefined });
}

/** Weights of the golden configuration of a family, in the order of the fill. */
export function goldenPlan(family: Family, overrides: Partial<FamilyConfig> = {}): PlannedWeight[] {
  return weightPlan(resolveConfig({ ...goldenConfig, ...overrides, family } as FamilyConfig));
}

/** Shape of a weight in PyTorch layout. */
export function timmShape({ layout, shape }: PlannedWeight, patchSize: number): number[] {
  if (layout === 'dense') return [shape[1], shape[0]];
  if (layout === 'conv') return [shape[1], shape[0] / patchSize ** 2, patchSize, patchSize];
  return layout === 'affine' ? [1, 1, shape[0]] : shape;
}

/** Fills a model with amplitude * sin(0.05 i^2 + 0.7 i + 1.3 k + 0.4), plus 1 for the scales of norms. */
export function fillModel(
  model: tf.LayersModel,
  plan: PlannedWeight[],
  { patchSize = goldenConfig.patchSize, amplitude = 0.4 }: { patchSize?: number; amplitude?: number } = {},
): tf.LayersModel {
  const variables = variablesByName(model);
  plan.forEach((planned, k) => {
    const size = planned.shape.reduce((product, side) => product * side, 1);
    const shift = /norm.*weight$|alpha$/.test(planned.timm) ? 1 : 0;
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = amplitude * Math.sin(0.05 * i * i + 0.7 * i + 1.3 * k + 0.4) + shift;
    const { data, shape } = fromTimm(planned, { dtype: 'float32', shape: timmShape(planned, patchSize), data: values });
    tf.tidy(() => {
      variables.get(weightName(planned))!.write(tf.tensor(data, shape));
    });
  });
  return model;
}

/** A filled model of the golden size. */
export function goldenModel(family: Family, overrides: Partial<FamilyConfig> = {}): tf.LayersModel {
  return fillModel(buildFamily(family, overrides), goldenPlan(family, overrides));
}

/** Images sin(0.01 i^2 + 0.1 i), NHWC. */
export function goldenImages(shape: [number, number, number, number] = [2, 8, 12, 3]): tf.Tensor4D {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor4d(
    Float32Array.from({ length: size }, (_, i) => Math.sin(0.01 * i * i + 0.1 * i)),
    shape,
  );
}
