import * as tf from '@tensorflow/tfjs';
import { registerLayer, type Shape } from './layer-support';
import { type SequencerBlockBaseArgs, SequencerBlockLayer } from './sequencer-block-layer';

/** Arguments of `VanillaSequencerBlock`. */
export type VanillaSequencerBlockArgs = SequencerBlockBaseArgs;

/**
 * The baseline block of Sequencer: it reads the image row by row as one sequence, instead of along both axes, and has no
 * projection. Otherwise as `SequencerBlock`.
 *
 * Input and output [batch, height, width, channels], with channels = 2 units (units, if not bidirectional). Weights as in
 * `SequencerBlock`, with the chains forward and backward, and without `rnn/project`.
 *
 * @throws ShapeError `layers/union-width` if the states do not have the width of the input; else as `SequencerBlock`.
 * Source: Tatsunami and Taki, "Sequencer" (NeurIPS 2022), the V-Sequencer of its ablations.
 */
export class VanillaSequencerBlock extends SequencerBlockLayer {
  static readonly className = 'PerceptronsVanillaSequencerBlock';

  constructor(args: VanillaSequencerBlockArgs) {
    super(args, { union: 'horizontal', project: false });
  }

  protected override mix(x: tf.Tensor): tf.Tensor {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    return tf.reshape(super.mix(tf.reshape(x, [batch, 1, height * width, channels])), x.shape);
  }

  protected override readShape([batch, , , channels]: Shape): Shape {
    return [batch, 1, null, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { union: _, project: __, projectInitializer: ___, ...config } = super.getConfig();
    return config;
  }
}
registerLayer(VanillaSequencerBlock);

/** The baseline block of Sequencer. See `VanillaSequencerBlock`. */
export function vanillaSequencerBlock(args: VanillaSequencerBlockArgs): VanillaSequencerBlock {
  return new VanillaSequencerBlock(args);
}
