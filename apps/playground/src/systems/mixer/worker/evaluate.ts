import type { LabelledImages } from '@perceptrons/data';
import {
  accuracy,
  bootstrapInterval,
  confusionMatrix,
  correctness,
  negativeLogLikelihood,
} from '@perceptrons/evaluation';
import { tokenFilters } from '@perceptrons/vision';
import type { LayersModel } from '@tensorflow/tfjs';
import { predictProbabilities } from '../../../images/worker/predict';
import { shownSamples } from '../../../images/worker/sample-images';
import type { Evaluation, TokenFilters } from '../run';

/** Reads the token-mixing filters of all blocks of a Mixer. */
export async function readFilters(model: LayersModel, blocks: number): Promise<TokenFilters[]> {
  const found: TokenFilters[] = [];
  for (let block = 0; block < blocks; block++) {
    const filters = tokenFilters(model, block);
    const [count, rows, columns] = filters.shape;
    found.push({ block, count, rows, columns, values: (await filters.data()) as Float32Array });
    filters.dispose();
  }
  return found;
}

/** Number of Mixer blocks in a model; 0 for the baselines. */
export function mixerBlocks(model: LayersModel): number {
  return model.layers.filter(({ name }) => /^block\d+_tokens$/.test(name)).length;
}

/** Scores a model on the held-out images and collects what the figures show. */
export async function evaluate(
  model: LayersModel,
  heldOut: LabelledImages,
  at: { step: number; imagesSeen: number },
  { final = false }: { final?: boolean } = {},
): Promise<Evaluation & { loss: number }> {
  const { labels, classNames } = heldOut;
  const classes = classNames.length;
  const probabilities = await predictProbabilities(model, heldOut);
  const samples = shownSamples(heldOut);
  const sampleProbabilities = await predictProbabilities(model, samples);
  const { counts } = await confusionMatrix(probabilities, labels);
  let interval: [number, number] | undefined;
  if (final) {
    const { low, high } = bootstrapInterval(await correctness(probabilities, labels), { key: 0 });
    interval = [low, high];
  }
  return {
    ...at,
    accuracy: await accuracy(probabilities, labels),
    loss: await negativeLogLikelihood(probabilities, labels, { from: 'probabilities' }),
    interval,
    confusion: counts,
    samples: Array.from(samples.labels, (label, index) => ({
      label,
      probabilities: [...sampleProbabilities.subarray(index * classes, (index + 1) * classes)],
    })),
    filters: await readFilters(model, mixerBlocks(model)),
  };
}
