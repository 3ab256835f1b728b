import { registerLayer } from './layer-support';
import type { Rnn2dArgs } from './rnn2d';
import { type SequencerBlockBaseArgs, SequencerBlockLayer } from './sequencer-block-layer';

/** Arguments of `SequencerBlock`: those of `Rnn2d`, and of the block. */
export interface SequencerBlockArgs
  extends SequencerBlockBaseArgs,
    Pick<Rnn2dArgs, 'union' | 'project' | 'projectInitializer'> {}

/**
 * One block of Sequencer: X += drop(Rnn2d(LN1(X))), then X += drop(MLP(LN2(X))) with exact GELU.
 *
 * Input and output [batch, height, width, channels]; height and width may be unknown. Weights: `norm1/gamma`, `norm1/beta`,
 * `rnn/...` as in `Rnn2d`, `norm2/gamma`, `norm2/beta`, `mlp/...` as in `MlpBlock`. The MLP starts from Xavier uniform kernels
 * and biases N(0, 1e-6).
 *
 * @throws ConfigError, ShapeError as `Rnn2d`; ShapeError `layers/input-rank` for an input that is no image.
 * Source: Tatsunami and Taki, "Sequencer: Deep LSTM for Image Classification" (NeurIPS 2022), figure 2 and section 3.
 */
export class SequencerBlock extends SequencerBlockLayer {
  static readonly className = 'PerceptronsSequencerBlock';

  constructor(args: SequencerBlockArgs) {
    super(args, { union: args.union, project: args.project, projectInitializer: args.projectInitializer });
  }
}
registerLayer(SequencerBlock);

/** One block of Sequencer. See `SequencerBlock`. */
export function sequencerBlock(args: SequencerBlockArgs): SequencerBlock {
  return new SequencerBlock(args);
}
