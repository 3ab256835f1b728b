import { registerLayer } from './layer-support';
import type { RecurrentCell } from './recurrent/cell';
import { minGruCell } from './recurrent/min-gru-cell';
import { type RecurrentArgs, RecurrentLayer } from './recurrent-layer';

/** Arguments of `MinGru`. */
export interface MinGruArgs extends Omit<RecurrentArgs, 'activation' | 'biases' | 'recurrentInitializer'> {
  /** Non-linearity of the candidate state: `linear` as published (default), or `tanh`. */
  activation?: 'linear' | 'tanh';
}

/**
 * The minimal gated recurrent unit, in one direction or both: gate and candidate depend on the input alone, so a parallel
 * scan computes all steps in log2(time) rounds, forward and backward.
 *
 * Input and output as `Gru`. Weights of each direction: `kernel` [channels, 2 units] and `bias` [2 units], for the gate z,
 * then the candidate n: h_t = (1 - z_t) h_{t-1} + z_t n_t.
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 * Source: Feng et al., "Were RNNs All We Needed?" (2024), section 3.1.
 */
export class MinGru extends RecurrentLayer {
  static readonly className = 'PerceptronsMinGru';

  constructor(args: MinGruArgs) {
    super(args, { biases: ['one'], activations: ['linear', 'tanh'] });
  }

  protected makeCell(): RecurrentCell {
    const activation = this.activation === 'tanh' ? 'tanh' : 'linear';
    return minGruCell({ units: this.units, useBias: this.useBias, activation });
  }
}
registerLayer(MinGru);

/** The minimal gated recurrent unit. See `MinGru`. */
export function minGru(args: MinGruArgs): MinGru {
  return new MinGru(args);
}
