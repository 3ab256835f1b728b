import { type DataSplits, labelledImages, memoryStore } from '@perceptrons/data';
import { init, random } from '@perceptrons/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import type { LossPoint } from '../../../training/run';
import type { RunMessage } from '../run';
import { type MixerSettings, mixerSettings } from '../settings';
import { trainModel } from './train';

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

const sets: DataSplits = { train: halves(40, 1), test: halves(20, 2) };
const settings = {
  ...defaults(mixerSettings),
  size: 'pico',
  images: 40,
  heldOut: 20,
  batch: 4,
  epochs: 2,
  rate: 0.005,
} as MixerSettings;

function call(overrides: Partial<Parameters<typeof trainModel>[0]> = {}) {
  const messages: RunMessage[] = [];
  return {
    messages,
    losses: () =>
      messages.flatMap((message) => (message.kind === 'progress' ? message.losses : [])) satisfies LossPoint[],
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

describe('trainModel', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('reports every step once, evaluates four times an epoch, and learns', async () => {
    const { messages, losses, options } = call();
    const { model, stopped } = await trainModel(options);
    model.dispose();
    expect(stopped).toBe('finished');
    expect(losses().map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const evaluations = messages.filter(({ kind }) => kind === 'evaluation');
    expect(evaluations.length).toBeGreaterThanOrEqual(7);
    const last = evaluations.at(-1);
    if (last?.kind !== 'evaluation') throw new Error('There is no evaluation.');
    expect(last.evaluation.accuracy).toBeGreaterThan(0.9);
    expect(last.evaluation.interval).toBeDefined();
    expect(last.evaluation.imagesSeen).toBe(80);
    expect(last.evaluation.filters[0]).toMatchObject({ rows: 7, columns: 7, count: 13 });
  });

  it('goes on after a stop exactly as if it had not stopped', async () => {
    const whole = call();
    (await trainModel(whole.options)).model.dispose();

    const store = memoryStore();
    const stop = new AbortController();
    const first = call({
      store,
      signal: stop.signal,
      onStep: async ({ loss }) => {
        if (loss.step === 7) stop.abort();
      },
    });
    const stopped = await trainModel(first.options);
    stopped.model.dispose();
    expect(stopped.stopped).toBe('cancelled');
    const second = call({ store, resume: true });
    (await trainModel(second.options)).model.dispose();
    expect(second.losses()[0].step).toBe(8);
    expect([...first.losses(), ...second.losses()].map(({ loss }) => loss)).toEqual(
      whole.losses().map(({ loss }) => loss),
    );
  });
});
