import { registerLayer } from './layer-support';
import type { RecurrentCell } from './recurrent/cell';
import { layerNormLstmCell } from './recurrent/layer-norm-lstm-cell';
import { type RecurrentArgs, RecurrentLayer } from './recurrent-layer';

/** Arguments of `LayerNormLstm`. The state goes through `tanh`, the gates through `sigmoid`, and there is one bias. */
export type LayerNormLstmArgs = Omit<RecurrentArgs, 'activation' | 'biases'>;

/**
 * Long short-term memory with layer normalisation of both products and of the carry, in one direction or both. Composed
 * of stock ops, step by step: a cell to compare with, slower than `Lstm`.
 *
 * Input and output as `Lstm`. Weights of each direction: `kernel` [channels, 4 units], `recurrentKernel` [units, 4 units],
 * `bias` [4 units], gates i, f, g, o; `inputNorm/gamma`, `inputNorm/beta`, `recurrentNorm/gamma`, `recurrentNorm/beta`
 * [4 units], `carryNorm/gamma`, `carryNorm/beta` [units].
 *
 * @throws ConfigError for bad arguments, ShapeError for an input that does not fit.
 * Source: Ba, Kiros, Hinton, "Layer Normalization" (2016), supplementary material.
 */
export class LayerNormLstm extends RecurrentLayer {
  static readonly className = 'PerceptronsLayerNormLstm';

  constructor(args: LayerNormLstmArgs) {
    super(args, { biases: ['one'], activations: ['tanh'] });
  }

  protected makeCell(): RecurrentCell {
    return layerNormLstmCell({ units: this.units, useBias: this.useBias });
  }
}
registerLayer(LayerNormLstm);

/** Long short-term memory with layer normalisation. See `LayerNormLstm`. */
export function layerNormLstm(args: LayerNormLstmArgs): LayerNormLstm {
  return new LayerNormLstm(args);
}
