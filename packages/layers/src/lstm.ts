import type { Squashing } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { registerLayer } from './layer-support';
import type { RecurrentCell } from './recurrent/cell';
import { lstmCell } from './recurrent/fused-cells';
import { type GatedArgs, RecurrentLayer, squashingName } from './recurrent-layer';

/** Arguments of `Lstm`. `biases` is `one` by default. */
export type LstmArgs = GatedArgs;

/**
 * Long short-term memory over a sequence, in one direction or both, all steps in one op.
 *
 * Input [batch, time, channels]; output [batch, units], or [batch, time, units] with `returnSequences`; twice as wide for
 * two directions that are concatenated. Weights of each direction: `kernel` [channels, 4 units], `recurrentKernel`
 * [units, 4 units], `bias` and `recurrentBias` [4 units], with the gates i, f, g, o of Keras and PyTorch. They have the
 * layout of `tf.layers.lstm`, which needs `recurrentActivation: 'hardSigmoid'` here to give the same values by default.
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 */
export class Lstm extends RecurrentLayer {
  static readonly className = 'PerceptronsLstm';
  readonly recurrentActivation: Squashing;

  constructor(args: LstmArgs) {
    super(args, { biases: ['one', 'two'] });
    this.recurrentActivation = squashingName(this.name, 'recurrentActivation', args.recurrentActivation ?? 'sigmoid');
  }

  protected makeCell(): RecurrentCell {
    const { units, activation, recurrentActivation } = this;
    return lstmCell({ units, biases: this.biasCount, activation, recurrentActivation });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), recurrentActivation: this.recurrentActivation };
  }
}
registerLayer(Lstm);

/** Long short-term memory, all steps in one op. See `Lstm`. */
export function lstm(args: LstmArgs): Lstm {
  return new Lstm(args);
}
