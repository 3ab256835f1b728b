import { labelledImages, memoryStore } from '@perceptrons/data';
import type { MetricsEntry } from '@perceptrons/evaluation';
import { init, random } from '@perceptrons/tensor';
import { beforeAll, expect, it } from 'vitest';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import { smallDataRecipe } from '../training/recipe';
import { resizedImages } from '../training/resized-images';
import { measureSizes } from './measure-sizes';
import { resolutionModels } from './resolution-models';

beforeAll(async () => {
  await init({ backend: 'wasm' });
});

const images = labelledImages({
  name: 'noise',
  images: Uint8Array.from(random.uniformArray(random.key(1), 4 * 784), (value) => Math.floor(256 * value)),
  labels: [0, 1, 2, 3],
  classNames: Array.from({ length: 10 }, (_, index) => String(index)),
  height: 28,
  width: 28,
});

/** A part on a store and a log of its own, which is told to stop at a step of the whole part. */
function parts() {
  const store = memoryStore();
  const log: Array<MetricsEntry['values']> = [];
  return (stopAt = Number.POSITIVE_INFINITY): PartContext => {
    const controller = new AbortController();
    let steps = 0;
    return {
      name: 'sequencer-seed0',
      signal: controller.signal,
      checkpoint: { store, name: 'checkpoints/sequencer-seed0' },
      async log(values) {
        log.push(values);
      },
      logged: () => log,
      progress() {
        steps++;
        if (steps === stopAt) controller.abort();
      },
    };
  };
}

it('goes on inside the fine-tuning after a stop, to the result of a run that was not stopped', async () => {
  const recipe = { ...smallDataRecipe, batchSize: 2, epochs: 1 };
  const [subject] = resolutionModels(['sequencer']);
  const larger = resizedImages(images, 32);
  const run = (part: PartContext) =>
    measureSizes({
      part,
      subject,
      seed: 0,
      data: { train: images, test: images },
      recipe,
      heldOut: new Map([28, 32].map((side) => [side, resizedImages(images, side)])),
      tuningData: { train: larger, test: larger },
      tuningRecipe: { ...recipe, learningRate: 5e-4 },
    });
  const whole = await run(parts()());
  expect(whole.tuned.stepLosses).toHaveLength(2);
  const interrupted = parts();
  // Two steps of training, then one of fine-tuning.
  await expect(run(interrupted(3))).rejects.toBeInstanceOf(Cancelled);
  expect(await run(interrupted())).toEqual(whole);
});
