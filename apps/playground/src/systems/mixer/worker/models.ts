import { bagOfPatches, convolutionalNetwork, flatMlp, mixerNano28, visionTransformer } from '@perceptrons/vision';
import type { LayersModel } from '@tensorflow/tfjs';
import type { MixerSettings, ModelName, SizeName } from '../settings';

interface Head {
  numClasses: number;
  seed: number;
}

/** Every model in three sizes of about 15, 110 and 420 thousand weights. The sizes in the middle are the defaults. */
const builders: Record<ModelName, Record<SizeName, (head: Head) => LayersModel>> = {
  mixer: {
    pico: (head) => mixerNano28({ hiddenDim: 26, tokensMlpDim: 13, channelsMlpDim: 104, numBlocks: 2, ...head }),
    nano: (head) => mixerNano28(head),
    micro: (head) => mixerNano28({ hiddenDim: 128, tokensMlpDim: 64, channelsMlpDim: 512, ...head }),
  },
  vit: {
    pico: (head) => visionTransformer({ hiddenDim: 24, numBlocks: 2, ...head }),
    nano: (head) => visionTransformer(head),
    micro: (head) => visionTransformer({ hiddenDim: 116, ...head }),
  },
  cnn: {
    pico: (head) => convolutionalNetwork({ channels: [12, 24, 32, 16], ...head }),
    nano: (head) => convolutionalNetwork(head),
    micro: (head) => convolutionalNetwork({ channels: [64, 128, 192, 76], ...head }),
  },
  bag: {
    pico: (head) => bagOfPatches({ hiddenDim: 28, ...head }),
    nano: (head) => bagOfPatches(head),
    micro: (head) => bagOfPatches({ hiddenDim: 150, ...head }),
  },
  flat: {
    pico: (head) => flatMlp({ hiddenUnits: 19, ...head }),
    nano: (head) => flatMlp(head),
    micro: (head) => flatMlp({ hiddenUnits: 528, ...head }),
  },
};

/** The model that the settings ask for, with fresh weights. */
export function buildModel({ model, size, seed }: MixerSettings, numClasses: number): LayersModel {
  return builders[model][size]({ numClasses, seed });
}

/** Number of weights of a model. */
export function parameterCount(model: LayersModel): number {
  return model.weights.reduce((sum, { shape }) => sum + shape.reduce((size: number, side) => size * (side ?? 1), 1), 0);
}
