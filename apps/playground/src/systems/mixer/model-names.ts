import type { Role } from '../../figures/palette';
import type { DataName, ModelName } from './settings';

/** How a model is called and drawn, everywhere on the page. */
export const modelNames: Record<ModelName, { name: string; label: string; role: Role; dash?: string }> = {
  mixer: { name: 'Mixer', label: 'Mixer', role: 'ours' },
  vit: { name: 'ViT', label: 'ViT (attention)', role: 'baseline' },
  cnn: { name: 'CNN', label: 'CNN (convolution)', role: 'baseline', dash: '6 3' },
  flat: { name: 'Flat MLP', label: 'flat MLP', role: 'baseline', dash: '2 3' },
  bag: { name: 'Bag of patches', label: 'no token mixing', role: 'control' },
};

export const dataNames: Record<DataName, string> = {
  'fashion-mnist': 'Fashion-MNIST',
  mnist: 'MNIST',
  own: 'your images',
};
