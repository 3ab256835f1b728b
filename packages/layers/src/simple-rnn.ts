import { registerLayer } from './layer-support';
import type { RecurrentCell } from './recurrent/cell';
import { rnnCell } from './recurrent/fused-cells';
import { type RecurrentArgs, RecurrentLayer } from './recurrent-layer';

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

  constructor(args: SimpleRnnArgs) {
    super(args, { biases: ['one', 'two'] });
  }

  protected makeCell(): RecurrentCell {
    return rnnCell({ units: this.units, biases: this.biasCount, activation: this.activation });
  }
}
registerLayer(SimpleRnn);

/** The plain recurrence, all steps in one op. See `SimpleRnn`. */
export function simpleRnn(args: SimpleRnnArgs): SimpleRnn {
  return new SimpleRnn(args);
}
