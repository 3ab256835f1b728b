import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeGraphs } from '../encoding/encode-graphs';
import { namedPair } from '../graphs/named-pairs';
import { randomGraph } from '../graphs/random-graph';
import { gin } from '../message-passing/gin';
import { cosineEmbeddingLoss } from './cosine-embedding-loss';
import { embed } from './graph-encoding';
import type { PairOutcome } from './pair-outcome';
import { plateauSchedule } from './plateau-schedule';
import { type PairedComparisonOptions, reliablePairedComparison } from './reliable-paired-comparison';
import { summariseComparison } from './summarise-comparison';
import { trainApart } from './train-apart';

const outputUnits = 4;
const pairs = [
  {
    a: randomGraph({ nodeCount: 9, probability: 0.3, key: 1 }),
    b: randomGraph({ nodeCount: 9, probability: 0.5, key: 2 }),
    index: 7,
    category: 'easy',
  },
  { ...namedPair('triangles-hexagon'), index: 9, category: 'hard' },
];
const settings: PairedComparisonOptions = {
  model: (seed) => gin({ inputChannels: 2, outputUnits, widths: [16, 16], seed }),
  pairs,
  copies: 8,
  batchPairs: 3,
  epochs: 2,
  seeds: [100],
};

// On the cpu backend sums are rounded once, so that relabelings of small graphs often give equal bits and nothing varies.
beforeAll(async () => {
  await init({ backend: 'wasm' });
});

describe('cosineEmbeddingLoss', () => {
  it('is the mean of the positive part of the cosine', () => {
    tf.tidy(() => {
      const first = tf.tensor2d([
        [3, 4],
        [1, 0],
        [1, 1],
      ]);
      const second = tf.tensor2d([
        [4, 3],
        [-1, 0],
        [0, 2],
      ]);
      const cosines = [24 / 25, 0, Math.SQRT1_2];
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / 3;
      expect(cosineEmbeddingLoss(first, second).dataSync()[0]).toBeCloseTo(mean(cosines), 6);
      const beyond = cosines.map((value) => Math.max(0, value - 0.5));
      expect(cosineEmbeddingLoss(first, second, 0.5).dataSync()[0]).toBeCloseTo(mean(beyond), 6);
      expect(cosineEmbeddingLoss(tf.zeros([1, 2]), tf.zeros([1, 2])).dataSync()[0]).toBe(0);
    });
  });
});

describe('plateauSchedule', () => {
  it('lowers the rate after more than `patience` epochs without progress', () => {
    const next = plateauSchedule(1, { patience: 2 });
    // 0.99995 is no progress: it is not a ten-thousandth below 1.
    const rates = [1, 0.99995, 1, 1, 1, 0.5, 0.6, 0.6, 0.6, 0.6].map(next);
    expect(rates.map((rate) => Math.round(1e3 * rate))).toEqual([1000, 1000, 1000, 100, 100, 100, 100, 100, 10, 10]);
  });
});

describe('trainApart', () => {
  it('makes the step of Adam on the gradient with the decay in it', async () => {
    await expectNoLeak(async () => {
      const model = settings.model(1);
      const batch = encodeGraphs([pairs[0].a, pairs[0].b]);
      const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const weightDecay = 0.5;
      const before = weights.map((weight) => weight.dataSync<'float32'>().slice());
      const gradients = tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const [first, second] = tf.split(embed(model, batch), 2);
          return cosineEmbeddingLoss(first, second);
        }, weights);
        return weights.map(({ name }) => grads[name].dataSync<'float32'>().slice());
      });
      const end = await trainApart(model, [batch], { epochs: 1, learningRate: 0.01, weightDecay });
      expect(end?.epochs).toBe(1);
      weights.forEach((weight, at) => {
        weight.dataSync<'float32'>().forEach((value, i) => {
          const gradient = gradients[at][i] + weightDecay * before[at][i];
          // The first step of Adam goes the learning rate along the sign, but where the gradient is as small as epsilon.
          const step = (0.01 * gradient) / (Math.abs(gradient) + 1e-8);
          expect(value).toBeCloseTo(before[at][i] - step, 5);
        });
      });
      tf.dispose([batch.pairs, batch.mask]);
      model.dispose();
    });
  });

  it('stops when the loss is low enough and gives up when told to', async () => {
    const model = settings.model(1);
    const batch = encodeGraphs([pairs[0].a, pairs[0].b]);
    const epochs: number[] = [];
    const options = { epochs: 9, stopLoss: 2, onEpoch: (epoch: number) => epochs.push(epoch) };
    expect(await trainApart(model, [batch], options)).toMatchObject({ epochs: 1 });
    expect(epochs).toEqual([1]);
    const signal = AbortSignal.abort();
    expect(await trainApart(model, [batch], { ...options, signal })).toBeUndefined();
    tf.dispose([batch.pairs, batch.mask]);
    model.dispose();
  });
});

describe('reliablePairedComparison', () => {
  it('says what GIN tells apart, reliably, and repeats itself', async () => {
    await expectNoLeak(async () => {
      const result = await reliablePairedComparison(settings);
      expect(result.stopped).toBe('finished');
      expect(result.outcomes.map(({ index, distinguished, reliable }) => [index, distinguished, reliable])).toEqual([
        [7, true, true],
        [9, false, true],
      ]);
      const [easy] = result.outcomes;
      expect(easy.statistic).toBeGreaterThan(easy.threshold);
      expect(easy).toMatchObject({ seed: 100, category: 'easy', epochs: 2 });
      expect(result.reliable).toBe(true);
      expect(result.perSeed).toMatchObject([
        {
          seed: 100,
          pairs: 2,
          correct: 1,
          unreliable: 0,
          score: 1,
          categories: { easy: { correct: 1 }, hard: { correct: 0 } },
        },
      ]);
      expect((await reliablePairedComparison(settings)).outcomes).toEqual(result.outcomes);
      const other = await reliablePairedComparison({ ...settings, pairs: [pairs[0]], statistic: 'hotelling' });
      expect(other.outcomes[0].statistic / easy.statistic).toBeCloseTo(8, 10);
    });
  });

  it('goes on from earlier outcomes, reports, and can be cancelled', async () => {
    await expectNoLeak(async () => {
      const controller = new AbortController();
      const written: PairOutcome[] = [];
      const seen: string[] = [];
      const first = await reliablePairedComparison({
        ...settings,
        signal: controller.signal,
        onProgress: ({ index, epoch, done, total }) => {
          seen.push(`${index}: ${epoch}, ${done}/${total}`);
          if (index === 9) controller.abort();
        },
        onOutcome: (outcome) => {
          written.push(outcome);
        },
      });
      expect(first).toMatchObject({ stopped: 'cancelled', outcomes: written });
      expect(written.map(({ index }) => index)).toEqual([7]);
      expect(seen).toEqual(['7: 1, 0/2', '7: 2, 0/2', '9: 1, 1/2']);
      const resumed = await reliablePairedComparison({ ...settings, outcomes: written });
      expect(resumed.stopped).toBe('finished');
      expect(resumed.outcomes).toEqual((await reliablePairedComparison(settings)).outcomes);
    });
  });

  it.each<[string, Partial<PairedComparisonOptions>, string]>([
    ['no seeds', { seeds: [] }, 'There are no seeds'],
    ['one copy', { copies: 1 }, 'copies is 1'],
    ['batches of nothing', { batchPairs: 0 }, 'batchPairs is 0'],
    ['two pairs of one index', { pairs: [pairs[0], pairs[0]] }, 'Two of 2 pairs have the same index'],
    ['more outputs than copies', { copies: 4 }, 'There are 4 pairs of 4 numbers'],
  ])('refuses %s', async (_, change, message) => {
    await expectNoLeak(() => expect(reliablePairedComparison({ ...settings, ...change })).rejects.toThrow(message));
  });
});

describe('summariseComparison', () => {
  it('counts a failed reliability test against the score', () => {
    const outcome = (seed: number, index: number, distinguished: boolean, reliable: boolean): PairOutcome => {
      const numbers = { statistic: 1, reliabilityStatistic: 1, threshold: 1, epochs: 1, loss: 0 };
      return { seed, index, distinguished, reliable, ...numbers };
    };
    const { perSeed, reliable } = summariseComparison([
      outcome(1, 0, true, true),
      outcome(1, 1, true, false),
      outcome(2, 0, false, true),
    ]);
    expect(perSeed.map(({ seed, correct, unreliable, score }) => [seed, correct, unreliable, score])).toEqual([
      [1, 2, 1, 1],
      [2, 0, 0, 0],
    ]);
    expect(reliable).toBe(false);
  });
});
