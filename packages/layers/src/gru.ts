import type { Squashing } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { registerLayer } from './layer-support';
import type { RecurrentCell } from './recurrent/cell';
import { gruCell } from './recurrent/fused-cells';
import { type GatedArgs, RecurrentLayer, squashingName } from './recurrent-layer';

/** Arguments of `Gru`. `biases` is `two` by default with `resetAfter`, else `one`. */
export interface GruArgs extends GatedArgs {
  /** Reset gate after the recurrent product (default), as in Keras 3 and PyTorch; false as in `tf.layers.gru`. */
  resetAfter?: boolean;
}

/**
 * Gated recurrent unit over a sequence, in one direction or both, all steps in one op.
 *
 * Input [batch, time, channels]; output [batch, units], or [batch, time, units] with `returnSequences`; twice as wide for
 * two directions that are concatenated. Weights of each direction: `kernel` [channels, 3 units], `recurrentKernel`
 * [units, 3 units], `bias` and `recurrentBias` [3 units], with the gates z, r, n of Keras; the weight transform `gruReset`
 * brings those of PyTorch into this order.
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 */
export class Gru extends RecurrentLayer {
  static readonly className = 'PerceptronsGru';
  readonly resetAfter: boolean;
  readonly recurrentActivation: Squashing;

  constructor(args: GruArgs) {
    super(args, { biases: (args.resetAfter ?? true) ? ['two', 'one'] : ['one', 'two'] });
    this.resetAfter = args.resetAfter ?? true;
    this.recurrentActivation = squashingName(this.name, 'recurrentActivation', args.recurrentActivation ?? 'sigmoid');
  }

  protected makeCell(): RecurrentCell {
    const { units, activation, recurrentActivation, resetAfter } = this;
    return gruCell({ units, biases: this.biasCount, activation, recurrentActivation, resetAfter });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: this.resetAfter, recurrentActivation: this.recurrentActivation };
  }
}
registerLayer(Gru);

/** Gated recurrent unit, all steps in one op. See `Gru`. */
export function gru(args: GruArgs): Gru {
  return new Gru(args);
}
