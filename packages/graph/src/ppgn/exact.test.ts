// Networks whose sums over vertices and pairs are exact.
import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeGraphs } from '../encoding/encode-graphs';
import { measureSeparation } from '../expressiveness/measure-separation';
import { evaluateInFloat64 } from '../float64/evaluate-in-float64';
import { disjointUnion } from '../graphs/disjoint-union';
import { cycleGraph } from '../graphs/generators';
import { namedPair } from '../graphs/named-pairs';
import { cfiPair } from '../oracles/__fixtures__/cfi-pair';
import { compareGraphs } from '../oracles/compare-graphs';
import { exactModel, exactVariants, itHasExactBits, relabelled, scoreBits } from './__fixtures__/exact-suite';
import { ppgn } from './ppgn';

describe.each(testBackends())('exact sums in a model on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  // Plain loops need a second for each variant.
  for (const [name, variant] of backend === 'cpu' ? exactVariants.slice(0, 1) : exactVariants) {
    itHasExactBits(name, variant);
  }

  it('gives a graph the same bits alone and in a padded batch', async () => {
    const model = exactModel({ readout: 'mean', productScaling: 'sqrt-n' });
    const graphs = [cycleGraph(7), namedPair('decalin-bicyclopentyl').a];
    const alone = [...(await scoreBits(model, [graphs[0]])), ...(await scoreBits(model, [graphs[1]]))];
    expect(await scoreBits(model, graphs, 13)).toEqual(alone);
    model.dispose();
  });
});

/** Four vertices, all joined: its CFI graphs, of 40 vertices, are alike to 2-FWL. */
const completeBase = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
] as const;

describe('a model with exact sums', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each([1, 2, 3])(
    '%i blocks: one cycle of 2 m and two of m have the same bits beyond m = 2^(blocks + 1)',
    async (blocks) => {
      const model = exactModel({ blockWidths: Array<number>(blocks).fill(32), masked: true });
      const longest = 2 ** (blocks + 1);
      for (const m of [longest - 1, longest, longest + 1, longest + 2]) {
        const [one, two] = await scoreBits(model, [cycleGraph(2 * m), disjointUnion(cycleGraph(m), cycleGraph(m))]);
        if (m > longest) expect(two, `m = ${m}`).toEqual(one);
        else expect(two, `m = ${m}`).not.toEqual(one);
      }
      model.dispose();
    },
  );

  it('has equal bits for CFI graphs that 2-FWL does not tell apart, and others for circular skip links', async () => {
    const model = exactModel();
    const [plain, twisted] = cfiPair(completeBase);
    expect(compareGraphs(plain, twisted, { test: '2-FWL' }).distinguished).toBe(false);
    const { a, b } = namedPair('csl-2-3');
    const [first, second, third, fourth] = await scoreBits(model, [plain, twisted, a, b]);
    expect(second).toEqual(first);
    expect(fourth).not.toEqual(third);
    model.dispose();
  });

  it('separates pairs without any threshold', async () => {
    const model = exactModel();
    for (const [name, expected] of [
      ['decalin-bicyclopentyl', true],
      ['rook-shrikhande', false],
    ] as const) {
      const { a, b } = namedPair(name);
      const { gap, relabelingGap, separated } = await measureSeparation(model, a, b, { key: 1, threshold: 0 });
      expect(relabelingGap).toBe(0);
      expect(separated).toBe(expected);
      if (!expected) expect(gap).toBe(0);
    }
    model.dispose();
  });

  it.each(exactVariants)('%s: gives what float64 gives, but for the rounding of its factors', async (_, variant) => {
    const model = exactModel(variant);
    const { pairs, mask } = encodeGraphs([namedPair('decalin-bicyclopentyl').a]);
    const scores = model.predict([pairs, mask]) as tf.Tensor;
    const [expected] = await evaluateInFloat64(model, [
      { side: 10, channels: 2, data: Float64Array.from(pairs.dataSync()) },
    ]);
    const scale = Math.max(...expected.map(Math.abs));
    scores.dataSync().forEach((value, at) => {
      expect(Math.abs(value - expected[at]) / scale).toBeLessThan(1e-3);
    });
    tf.dispose([pairs, mask, scores]);
    model.dispose();
  });

  it('loads again and fits, with gradients that the numbering and padding do not change', async () => {
    const model = exactModel({ readout: 'mean' });
    const loaded = await reload(model);
    const { a, b } = namedPair('triangles-hexagon');
    expect(await scoreBits(loaded, [a, b])).toEqual(await scoreBits(model, [a, b]));
    const slopes = (graphs: (typeof a)[], padTo?: number): Record<string, number[]> =>
      tf.tidy(() => {
        const { pairs, mask } = encodeGraphs(graphs, { padTo });
        const { grads } = tf.variableGrads(() => (model.apply([pairs, mask]) as tf.Tensor).square().sum().asScalar());
        return Object.fromEntries(Object.entries(grads).map(([name, slope]) => [name, [...slope.dataSync()]]));
      });
    const expected = slopes([a, b]);
    const scale = Math.max(...Object.values(expected).flat().map(Math.abs));
    for (const found of [slopes([relabelled(a, 1), relabelled(b, 2)]), slopes([a, b], 9)]) {
      for (const [name, values] of Object.entries(expected)) {
        values.forEach((value, at) => {
          expect(Math.abs(found[name][at] - value) / scale, name).toBeLessThan(1e-5);
        });
      }
    }
    loaded.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
    const { pairs, mask } = encodeGraphs([a, b]);
    const targets = tf.tensor2d([Array<number>(5).fill(1), Array<number>(5).fill(-1)]);
    const { history } = await loaded.fit([pairs, mask], targets, { epochs: 15, shuffle: false });
    expect(history.loss.at(-1) as number).toBeLessThan(0.5 * (history.loss[0] as number));
    tf.dispose([pairs, mask, targets]);
    model.dispose();
    loaded.dispose();
  });

  it('refuses batch normalisation', () => {
    expect(() => ppgn({ inputChannels: 2, outputUnits: 1, accumulation: 'exact', normalization: 'batch' })).toThrow(
      expect.objectContaining({ code: 'graph/inexact-normalization' }),
    );
  });

  it('centres factors with sums in float32 too', () => {
    const { pairs, mask } = encodeGraphs([namedPair('decalin-bicyclopentyl').a], { padTo: 12 });
    const [exact, plain] = (['exact', 'float32'] as const).map((accumulation) => {
      const model = exactModel({ accumulation });
      const scores = (model.predict([pairs, mask]) as tf.Tensor).dataSync();
      model.dispose();
      return scores;
    });
    const scale = Math.max(...exact.map(Math.abs));
    exact.forEach((value, at) => {
      expect(Math.abs(plain[at] - value) / scale).toBeLessThan(1e-3);
    });
    tf.dispose([pairs, mask]);
  });
});

/** Saved and loaded in memory. */
async function reload(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}
