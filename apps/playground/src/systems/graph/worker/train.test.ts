import { memoryStore } from '@perceptrons/data';
import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import { type Contestant, contestants } from '../models';
import type { RunMessage, StepPoint } from '../run';
import { type GraphSettings, graphSettings } from '../settings';
import { separate } from './separate';
import { type TrainingCall, trainPair } from './train';

const settings: GraphSettings = { ...defaults(graphSettings), steps: 12, width: 8, blocks: 2, rounds: 2, copies: 3 };
/** Two triangles and a hexagon. */
const hexagons = { a: 'EwCW', b: 'EhEG' };

async function run(change: Partial<TrainingCall> = {}) {
  const points: Record<Contestant, StepPoint[]> = { ppgn: [], gin: [] };
  const messages: RunMessage[] = [];
  const result = await trainPair({
    ...hexagons,
    settings,
    store: memoryStore(),
    resume: false,
    signal: new AbortController().signal,
    breathe: async () => {},
    send: (message) => messages.push(message),
    onStep: async (model, point) => {
      points[model].push(point);
    },
    ...change,
  });
  for (const model of contestants) result.models[model].dispose();
  return { ...result, points, messages };
}

beforeAll(async () => {
  await init({ backend: 'wasm' });
});

describe('trainPair', () => {
  it('shows that PPGN learns what GIN cannot, the same way every time, and keeps no tensors', async () => {
    await run({ settings: { ...settings, steps: 1 } });
    const before = tf.memory().numTensors;
    const { points, messages, description, stopped } = await run();
    expect(tf.memory().numTensors).toBe(before);
    expect(stopped).toBe('finished');
    expect(points.ppgn.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(points.ppgn.at(-1)).toMatchObject({ accuracy: 1 });
    expect(points.ppgn.at(-1)?.gap).toBeGreaterThan(0.1);
    const [asA, asB] = points.ppgn.at(-1)!.asB;
    expect(asA).toBeLessThan(0.5);
    expect(asB).toBeGreaterThan(0.5);
    for (const { accuracy, gap, asB } of points.gin) {
      expect(accuracy).toBe(0.5);
      expect(gap).toBeLessThan(1e-5);
      expect(asB[0]).toBeCloseTo(asB[1], 5);
    }
    expect(description.untrained).toMatchObject({ ppgn: { separated: true }, gin: { separated: false } });
    const sent = messages.flatMap((message) => (message.kind === 'progress' ? message.points : []));
    expect(sent).toHaveLength(24);
    expect((await run()).points).toEqual(points);
  });

  it('goes on after a stop exactly as if it had not stopped', async () => {
    const short = { ...settings, steps: 8 };
    const whole = await run({ settings: short });
    const store = memoryStore();
    const controller = new AbortController();
    const first = await run({
      settings: short,
      store,
      signal: controller.signal,
      onStep: async (model, { step }) => {
        if (model === 'gin' && step === 5) controller.abort();
      },
    });
    expect(first.stopped).toBe('cancelled');
    const rest = await run({ settings: short, store, resume: true });
    expect(rest.stopped).toBe('finished');
    const start = rest.points.ppgn[0].step;
    expect(start).toBeGreaterThan(1);
    expect(rest.points.ppgn).toEqual(whole.points.ppgn.slice(start - 1));
  });

  it('takes graphs of different sizes', async () => {
    const { points } = await run({ a: 'Ch', b: 'EhEG', settings: { ...settings, steps: 2 } });
    expect(points.gin).toHaveLength(2);
  });
});

describe('the other tasks', () => {
  it('ask untrained networks', async () => {
    const { ppgn, gin } = await separate({ ...hexagons, settings });
    expect(ppgn.gap).toBeGreaterThan(100 * ppgn.relabelingGap);
    expect(gin.separated).toBe(false);
    expect(Math.abs(ppgn.asB[0] - ppgn.asB[1])).toBeGreaterThan(1e-3);
    expect(gin.asB[0]).toBeCloseTo(gin.asB[1], 5);
  });
});
