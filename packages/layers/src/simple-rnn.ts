import {
  bidirectionalSimpleRnn,
  type MergeMode,
  type RecurrentWeights,
  simpleRnn as simpleRnnOp,
} from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { registerLayer } from './layer-support';
import { type RecurrentArgs, type RecurrentCall, RecurrentLayer } from './recurrent-layer';

/** Arguments of `SimpleRnn`. `biases` is `one` by default. */
export type SimpleRnnArgs = RecurrentArgs;

/**
 * The plain recurrence h = activation(x kernel + h recurrentKernel + bias), in one direction or both, all steps in one op.
 *
 * Input [batch, time, channels]; output [batch, units], or [batch, time, units] with `returnSequences`; twice as wide for
 * two directions that are concatenated. Weights of each direction: `kernel` [channels, units], `recurrentKernel`
 * [units, units], `bias` and `recurrentBias` [units].
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 */
export class SimpleRnn extends RecurrentLayer {
  static readonly className = 'PerceptronsSimpleRnn';
  protected readonly gates = 1;

  constructor(args: SimpleRnnArgs) {
    super(args, 'one');
  }

  protected run(x: tf.Tensor, weights: RecurrentWeights, reverse: boolean, call: RecurrentCall): tf.Tensor {
    return simpleRnnOp(x, { ...weights, ...call, reverse });
  }

  protected runBoth(
    x: tf.Tensor,
    directions: { forward: RecurrentWeights; backward: RecurrentWeights; mergeMode: MergeMode },
    call: RecurrentCall,
  ): tf.Tensor {
    return bidirectionalSimpleRnn(x, { ...directions, ...call });
  }
}
registerLayer(SimpleRnn);

/** The plain recurrence, all steps in one op. See `SimpleRnn`. */
export function simpleRnn(args: SimpleRnnArgs): SimpleRnn {
  return new SimpleRnn(args);
}
