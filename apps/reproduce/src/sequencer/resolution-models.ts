// The models of the resolution experiment: each trained at 28x28, and how each is made ready for another size.
import {
  bagOfPatches,
  convolutionalNetwork,
  mixerNano28,
  resizeMixerTokens,
  resizeModel,
  seqNano28,
  visionTransformer,
} from '@perceptrons/vision';
import type * as tf from '@tensorflow/tfjs';
import type { Contender } from '../comparison/compare-models';

/** Side of the images of the training. */
export const trainedSide = 28;

/** A model and how it takes images of another size. */
interface ResizableModel extends Omit<Contender, 'id'> {
  /**
   * The trained model for images of another side: itself, or a new one. Undefined if there is none without training, or
   * only one that is no longer the same model.
   */
  at(model: tf.LayersModel, side: number): tf.LayersModel | undefined;
}

const models = {
  sequencer: {
    name: 'Sequencer',
    role: 'ours',
    // Built without a size: the model that is trained is the one that is measured at every size.
    build: ({ seed }) => seqNano28({ imageSize: null, seed }),
    at: (model) => model,
  },
  vit: { name: 'ViT, interpolated', role: 'baseline', build: visionTransformer, at: resizeModel },
  mixer: {
    name: 'Mixer, strided',
    role: 'baseline',
    build: mixerNano28,
    at: (model, side) => (side % trainedSide === 0 ? resizeMixerTokens(model, side) : undefined),
  },
  cnn: { name: 'CNN', role: 'baseline', build: convolutionalNetwork, at: resizeModel },
  bag: { name: 'bag of patches', role: 'control', build: bagOfPatches, at: resizeModel },
} as const satisfies Record<string, ResizableModel>;

/** Short name of a model of the experiment. */
export type ResolutionId = keyof typeof models;

/** A model of the experiment. */
export interface ResolutionModel extends ResizableModel {
  readonly id: ResolutionId;
}

/** The models of those names. */
export function resolutionModels(ids: readonly ResolutionId[]): ResolutionModel[] {
  return ids.map((id) => ({ id, ...models[id] }));
}
