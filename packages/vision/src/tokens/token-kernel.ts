import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { ResolvedConfig } from '../config/resolve-config';
import { variablesByName } from '../weights/model-weights';

/** The weight that reads the tokens of a block, [tokens, units]; `block` is checked. */
export function tokenKernel(model: tf.LayersModel, config: ResolvedConfig, block: number): tf.Tensor2D {
  if (!Number.isInteger(block) || block < 0 || block >= config.numBlocks) {
    throw new ConfigError({
      code: 'vision/block',
      argument: 'block',
      message: `block is ${block}. ${config.name} has ${config.numBlocks} blocks; pass a number from 0 to ${config.numBlocks - 1}.`,
    });
  }
  const names = {
    mixer: 'tokens/fc1/kernel',
    gMixer: 'tokens/fc1/kernel',
    resMlp: 'tokens/kernel',
    gMlp: 'gate/kernel',
  };
  return variablesByName(model).get(`block${block}_${names[config.family]}`)!.read() as tf.Tensor2D;
}
