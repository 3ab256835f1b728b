import type { Role } from '../../figures/palette';
import type { ModelName } from './settings';

/** How a model is called and drawn, everywhere on the page. */
export const modelNames: Record<ModelName, { name: string; label: string; short: string; role: Role; dash?: string }> =
  {
    mixer: { name: 'Mixer', label: 'Mixer', short: 'Mixer', role: 'ours' },
    vit: { name: 'ViT', label: 'ViT (attention)', short: 'ViT', role: 'baseline' },
    cnn: { name: 'CNN', label: 'CNN (convolution)', short: 'CNN', role: 'baseline', dash: '6 3' },
    flat: { name: 'Flat MLP', label: 'flat MLP', short: 'flat', role: 'baseline', dash: '2 3' },
    bag: { name: 'Bag of patches', label: 'no token mixing', short: 'no mixing', role: 'control' },
  };
