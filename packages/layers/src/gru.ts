import {
  bidirectionalGru,
  gru as gruOp,
  type MergeMode,
  type RecurrentWeights,
  type Squashing,
} from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { registerLayer } from './layer-support';
import { type GatedArgs, type RecurrentCall, RecurrentLayer, squashingName } from './recurrent-layer';

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
  protected readonly gates = 3;

  constructor(args: GruArgs) {
    super(args, (args.resetAfter ?? true) ? 'two' : 'one');
    this.resetAfter = args.resetAfter ?? true;
    this.recurrentActivation = squashingName(this.name, 'recurrentActivation', args.recurrentActivation ?? 'sigmoid');
  }

  private settings() {
    return { resetAfter: this.resetAfter, recurrentActivation: this.recurrentActivation };
  }

  protected run(x: tf.Tensor, weights: RecurrentWeights, reverse: boolean, call: RecurrentCall): tf.Tensor {
    return gruOp(x, { ...weights, ...call, ...this.settings(), reverse });
  }

  protected runBoth(
    x: tf.Tensor,
    directions: { forward: RecurrentWeights; backward: RecurrentWeights; mergeMode: MergeMode },
    call: RecurrentCall,
  ): tf.Tensor {
    return bidirectionalGru(x, { ...directions, ...call, ...this.settings() });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings() };
  }
}
registerLayer(Gru);

/** Gated recurrent unit, all steps in one op. See `Gru`. */
export function gru(args: GruArgs): Gru {
  return new Gru(args);
}
