import type { FamilyConfig } from '../config/family-config';
import { resolveConfig } from '../config/resolve-config';
import { weightPlan } from '../weights/weight-plan';

/** What one layer costs. */
export interface LayerCost {
  /** Name of the layer, as in `model.summary()`. */
  name: string;
  /** Trainable numbers. */
  params: number;
  /** Multiply-adds for one image. */
  macs: number;
}

/** What a model costs. */
export interface ModelCost {
  /** Trainable numbers; equal to `model.countParams()`. */
  params: number;
  /** Multiply-adds of the matrix products for one image. Norms, activations and additions are not counted. */
  macs: number;
  /** The same by layer, in the order of the model. Layers without weights are left out. */
  perLayer: LayerCost[];
}

/**
 * Counts the parameters and multiply-adds of a model from its configuration, without building it.
 *
 * @param config Configuration of a Mixer, or of a sibling with its `family` named.
 * @throws ConfigError, ImageSizeError for a configuration that cannot be built.
 *
 * @example
 * const cost = mixerFlops({ patchSize: 16, hiddenDim: 768, numBlocks: 12 });
 * cost.params; // 59880472
 */
export function mixerFlops(config: FamilyConfig): ModelCost {
  const layers = new Map<string, LayerCost>();
  for (const { layer, shape, uses } of weightPlan(resolveConfig(config))) {
    const cost = layers.get(layer) ?? { name: layer, params: 0, macs: 0 };
    layers.set(layer, cost);
    const size = shape.reduce((product, side) => product * side, 1);
    cost.params += size;
    cost.macs += size * uses;
  }
  const perLayer = [...layers.values()];
  const total = (of: 'params' | 'macs') => perLayer.reduce((sum, layer) => sum + layer[of], 0);
  return { params: total('params'), macs: total('macs'), perLayer };
}
