import type { OpGradient } from '../../engine/op-spec';
import { attentionGrad } from '../attention-grad/index';
import { attentionMaskGrad } from '../attention-grad/reference';
import type { AttentionAttributes, AttentionInputs } from './reference';

export const attentionGradient: OpGradient<AttentionInputs, AttentionAttributes> = {
  saves: ['q', 'k', 'v', 'mask'],
  savesOutput: (backend) => backend === 'webgpu',
  backward(dy, { inputs, kept, output, attributes }) {
    const { q, k, v, mask } = inputs as AttentionInputs;
    const gradients = attentionGrad({ q, k, v, mask, dy, statistics: kept[0], y: output }, attributes);
    return {
      q: () => gradients[0],
      k: () => gradients[1],
      v: () => gradients[2],
      // A mask that is learned is rare: its gradient comes from the composition.
      mask: () => attentionMaskGrad({ q, k, v, mask, dy }, attributes),
    };
  },
};
