import { ConfigError } from '@perceptrons/tensor';
import { resolveSequencer, type SequencerConfig } from '../config/resolve-sequencer';
import { sequencerTensors } from '../weights/sequencer-tensors';
import type { LayerCost, ModelCost } from './mixer-flops';

/** What a recurrent model costs. */
export interface SequencerCost extends ModelCost {
  /** Steps of cells for one image, over all sequences that are read side by side: rows plus columns, twice with two directions. */
  cellSteps: number;
  /** Steps that wait for one another when the passes of a layer run together. */
  dependentSteps: number;
}

/**
 * Counts the parameters, multiply-adds and steps of a Sequencer2D or V-Sequencer from its configuration, without building
 * it.
 *
 * @param config Configuration of a Sequencer2D, or the result of `vSequencerConfig`.
 * @param imageSize Height and width to count for. Default: that of the configuration.
 * @throws ConfigError `vision/no-image-size` when neither gives a size; ConfigError, ImageSizeError for a configuration that
 * cannot be built.
 *
 * @example
 * const cost = sequencerFlops(sequencer2dConfig('S'), [224, 224]);
 * cost.params; // 27651688
 */
export function sequencerFlops(
  config: SequencerConfig,
  imageSize?: readonly [height: number, width: number],
): SequencerCost {
  const resolved = resolveSequencer(imageSize ? { ...config, imageSize } : config);
  if (resolved.imageSize === null) {
    throw new ConfigError({
      code: 'vision/no-image-size',
      argument: 'imageSize',
      message:
        'The configuration has imageSize null, and the cost depends on the size. Pass it: sequencerFlops(config, [height, width]).',
    });
  }
  const layers = new Map<string, LayerCost>();
  for (const { layer, shape, uses, added } of sequencerTensors(resolved)) {
    const cost = layers.get(layer) ?? { name: layer, params: 0, macs: 0 };
    layers.set(layer, cost);
    const size = shape.reduce((product, side) => product * side, 1);
    if (!added) cost.params += size;
    cost.macs += size * uses;
  }
  const perLayer = [...layers.values()];
  const total = (of: 'params' | 'macs') => perLayer.reduce((sum, layer) => sum + layer[of], 0);
  return { params: total('params'), macs: total('macs'), perLayer, ...stepsOf(resolved) };
}

function stepsOf(config: ReturnType<typeof resolveSequencer>): Pick<SequencerCost, 'cellSteps' | 'dependentSteps'> {
  const { kind, union, bidirectional, numRnnLayers, stages } = config;
  let [cellSteps, dependentSteps] = [0, 0];
  for (const { blocks, grid } of stages) {
    const [rows, columns] = grid!;
    const passes =
      kind === 'vSequencer'
        ? [rows * columns]
        : [...(union === 'horizontal' ? [] : [rows]), ...(union === 'vertical' ? [] : [columns])];
    const layers = blocks * numRnnLayers;
    cellSteps += layers * (bidirectional ? 2 : 1) * passes.reduce((sum, steps) => sum + steps, 0);
    dependentSteps += layers * Math.max(...passes);
  }
  return { cellSteps, dependentSteps };
}
