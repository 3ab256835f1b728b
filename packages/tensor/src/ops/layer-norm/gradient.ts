import type { OpGradient } from '../../engine/op-spec';
import { layerNormGrad } from '../layer-norm-grad/index';
import type { LayerNormAttributes, LayerNormInputs } from './reference';

export const layerNormGradient: OpGradient<LayerNormInputs, LayerNormAttributes> = {
  saves: ['x', 'gamma'],
  backward(dy, { inputs, kept, attributes }) {
    const [dx, dgamma, dbeta] = layerNormGrad(
      { x: inputs.x!, gamma: inputs.gamma!, dy, statistics: kept[0] },
      attributes,
    );
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
};
