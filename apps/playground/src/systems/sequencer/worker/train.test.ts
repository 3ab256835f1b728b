import { type DataSplits, labelledImages, memoryStore } from '@perceptrons/data';
import { init, random } from '@perceptrons/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import type { Contestant } from '../models';
import type { RunMessage } from '../run';
import { type SequencerSettings, sequencerSettings, sides } from '../settings';
import { trainModels } from './train';
import { viewOf } from './view';

/** Two classes: a bright left half and a bright right half, with noise. */
function halves(count: number, seed: number) {
  const noise = random.uniformArray(random.key(seed), count * 784);
  const images = Uint8Array.from(noise, (value, index) => {
    const label = Math.floor(index / 784) % 2;
    const right = index % 28 >= 14 ? 1 : 0;
    return Math.floor(100 * value + (right === label ? 120 : 0));
  });
  const labels = Array.from({ length: count }, (_, index) => index % 2);
  return labelledImages({ name: 'halves', images, labels, height: 28, width: 28, classNames: ['left', 'right'] });
}

const sets: DataSplits = { train: halves(24, 1), test: halves(20, 2) };
const settings = {
  ...defaults(sequencerSettings),
  images: 24,
  heldOut: 20,
  batch: 4,
  epochs: 2,
  rate: 0.01,
} as SequencerSettings;

function call(overrides: Partial<Parameters<typeof trainModels>[0]> = {}) {
  const messages: RunMessage[] = [];
  const losses = (model: Contestant) =>
    messages.flatMap((message) => (message.kind === 'progress' && message.model === model ? message.losses : []));
  return {
    messages,
    losses,
    options: {
      settings,
      sets,
      store: memoryStore(),
      resume: false,
      signal: new AbortController().signal,
      breathe: async () => {},
      send: (message: RunMessage) => messages.push(message),
      ...overrides,
    },
  };
}

describe('trainModels', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('trains both in turns, measures every side, and the Mixer beside it changes nothing', async () => {
    const steps: string[] = [];
    const both = call({
      onStep: async (model, { loss }) => {
        steps.push(`${model} ${loss.step}`);
      },
    });
    const { models, stopped, description } = await trainModels(both.options);
    expect(stopped).toBe('finished');
    expect(steps.slice(0, 4)).toEqual(['sequencer 1', 'mixer 1', 'sequencer 2', 'mixer 2']);
    expect(both.losses('mixer').map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const points = both.messages.flatMap((message) => (message.kind === 'size' ? [message.point] : []));
    expect(points.map(({ side }) => side)).toEqual(sides);
    expect(points.flatMap(({ side, mixer }) => (mixer ? [[side, mixer.rebuilt]] : []))).toEqual([
      [28, false],
      [56, true],
    ]);
    expect(points.find(({ side }) => side === 28)?.accuracy).toBeGreaterThan(0.7);

    const { classNames, sampleImages } = description;
    const view = await viewOf(models, { images: sampleImages, classNames }, 40);
    expect(view.maps.map(({ rows, columns }) => [rows, columns])).toEqual([
      [40, 40],
      [40, 40],
      [40, 40],
    ]);
    expect(view.mixer.probabilities).toBeUndefined();
    expect(view.mixer.reason).toContain('40x40');
    for (const model of Object.values(models)) model?.dispose();

    const alone = call({ settings: { ...settings, beside: 'nothing' } });
    const single = await trainModels(alone.options);
    expect(single.models.mixer).toBeUndefined();
    expect(alone.losses('sequencer').map(({ loss }) => loss)).toEqual(both.losses('sequencer').map(({ loss }) => loss));
    single.models.sequencer.dispose();
  });

  it('goes on after a stop exactly as if it had not stopped', async () => {
    const short = { ...settings, epochs: 1 };
    const whole = call({ settings: short });
    const finished = await trainModels(whole.options);
    const store = memoryStore();
    const stop = new AbortController();
    const first = call({
      settings: short,
      store,
      signal: stop.signal,
      onStep: async (model, { loss }) => {
        if (model === 'mixer' && loss.step === 3) stop.abort();
      },
    });
    const stopped = await trainModels(first.options);
    expect(stopped.stopped).toBe('cancelled');
    const second = call({ settings: short, store, resume: true });
    const resumed = await trainModels(second.options);
    for (const model of ['sequencer', 'mixer'] as const) {
      expect([...first.losses(model), ...second.losses(model)].map(({ loss }) => loss)).toEqual(
        whole.losses(model).map(({ loss }) => loss),
      );
    }
    for (const { models } of [finished, stopped, resumed]) {
      for (const model of Object.values(models)) model?.dispose();
    }
  });
});
