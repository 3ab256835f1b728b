import { type LabelledImages, labelledImages, takePerClass } from '@perceptrons/data';
import { loadFashionMnist } from '@perceptrons/data/node';
import { random } from '@perceptrons/tensor';
import type { RunContext } from '../framework/run-context';

/** Which images an experiment uses. */
export type ImageDataSettings = {
  /** `shapes` are drawn on the spot: no download, no conversion, and too easy to say anything about a model. */
  source: 'fashion-mnist' | 'shapes';
  trainPerClass: number;
  testPerClass: number;
};

/** Images for training and held-out images. */
export interface ImageData {
  train: LabelledImages;
  test: LabelledImages;
}

/** Draws the images of a run; which ones follows from its seed. */
export async function imageData(context: RunContext, settings: ImageDataSettings): Promise<ImageData> {
  const { source, trainPerClass, testPerClass } = settings;
  const [trainKey, testKey] = random.split(random.key(context.seed), 2);
  if (source === 'shapes') return { train: shapes(trainPerClass, trainKey), test: shapes(testPerClass, testKey) };
  const { dataDirectory, signal } = context;
  const { train, test } = await loadFashionMnist({
    cacheDirectory: dataDirectory,
    signal,
    onProgress: ({ name, done, total }) => context.message(`${name}: ${done} of ${total} classes converted`),
  });
  return { train: takePerClass(train, trainPerClass, trainKey), test: takePerClass(test, testPerClass, testKey) };
}

const SIDE = 28;
const CLASSES = 10;

/** Ten classes of bright bars at different places and directions, with noise: enough for a model to learn in a few steps. */
function shapes(perClass: number, key: random.Key): LabelledImages {
  const labels = Int32Array.from({ length: perClass * CLASSES }, (_, index) => index % CLASSES);
  const size = SIDE * SIDE;
  const noise = random.uniformArray(key, labels.length * size);
  const images = Uint8Array.from(noise, (value, index) => {
    const pixel = index % size;
    const label = labels[Math.floor(index / size)];
    const along = label < CLASSES / 2 ? Math.floor(pixel / SIDE) : pixel % SIDE;
    const bright = Math.floor(along / 6) === label % (CLASSES / 2);
    return Math.floor(80 * value + (bright ? 150 : 20));
  });
  return labelledImages({ name: 'shapes', images, labels, height: SIDE, width: SIDE });
}
