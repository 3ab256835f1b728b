import type { LabelledImages } from '@perceptrons/data';
import { accuracy, bootstrapInterval, confusionMatrix, correctness } from '@perceptrons/evaluation';
import { resizeMixerTokens } from '@perceptrons/vision';
import type { LayersModel } from '@tensorflow/tfjs';
import { predictProbabilities } from '../../../images/worker/predict';
import type { Score, SizePoint } from '../run';
import { sides } from '../settings';
import { resizedImages } from './resize-images';

interface Measurement {
  sequencer: LayersModel;
  mixer?: LayersModel;
  /** Images of the side that the models were trained at. */
  heldOut: LabelledImages;
  /** Ends the measurement early. */
  signal?: AbortSignal;
  /** Called before each side. */
  onSide(side: number): Promise<void>;
  onPoint(point: SizePoint): void;
}

async function score(probabilities: Float32Array, { labels }: LabelledImages): Promise<Score> {
  const { low, high } = bootstrapInterval(await correctness(probabilities, labels), { key: 0 });
  return { accuracy: await accuracy(probabilities, labels), interval: [low, high] };
}

/**
 * The Mixer at a side, where it has weights for that many patches: as it is at its own, and rebuilt with every weight
 * repeated ("strided") at a whole multiple, which makes a larger model.
 */
async function mixerScore(mixer: LayersModel, images: LabelledImages, trained: number): Promise<SizePoint['mixer']> {
  if (images.height % trained !== 0) return undefined;
  if (images.height === trained)
    return { ...(await score(await predictProbabilities(mixer, images), images)), rebuilt: false };
  const larger = resizeMixerTokens(mixer, images.height, { method: 'strided' });
  try {
    return { ...(await score(await predictProbabilities(larger, images), images)), rebuilt: true };
  } finally {
    larger.dispose();
  }
}

/** Measures the same weights on the held-out images at every side, the smallest first. */
export async function measureSizes({ sequencer, mixer, heldOut, signal, onSide, onPoint }: Measurement): Promise<void> {
  for (const side of sides) {
    await onSide(side);
    if (signal?.aborted) return;
    const images = resizedImages(heldOut, side);
    const probabilities = await predictProbabilities(sequencer, images);
    const { counts } = await confusionMatrix(probabilities, images.labels);
    onPoint({
      side,
      ...(await score(probabilities, images)),
      perClass: counts.map((row, truth) => {
        const total = row.reduce((sum, count) => sum + count, 0);
        return total === 0 ? 0 : row[truth] / total;
      }),
      mixer: mixer ? await mixerScore(mixer, images, heldOut.height) : undefined,
    });
  }
}
