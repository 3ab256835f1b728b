import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from '../__fixtures__/golden-model';
import { filledSequencer } from '../__fixtures__/golden-sequencer';
import golden from '../__fixtures__/sequencer-golden.json';
import { visionTransformer } from '../baselines/vision-transformer';
import { mixer } from '../families/mixer';
import { effectiveReceptiveField } from './effective-receptive-field';

// Gradients in float32 against float64, under a logarithm.
const tolerance = 1e-5;

function expectClose(map: tf.Tensor2D, expected: readonly number[]) {
  const values = map.dataSync();
  expect(values.length).toBe(expected.length);
  expect(Math.max(...expected.map((value, i) => Math.abs(value - values[i])))).toBeLessThan(tolerance);
}

describe.each(testBackends())('effectiveReceptiveField on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('has the maps of the reference', async () => {
    const model = await filledSequencer('cat');
    const layers = ['stage0_block0', 'stage1_block0'] as const;
    const images = goldenImages([1, 8, 12, 3]);
    await expectNoLeak(async () => {
      const fields = await effectiveReceptiveField(model, images, { layers, scale: 'none' });
      expect(fields.map(({ name }) => name)).toEqual(layers);
      for (const { name, map } of fields) {
        expect(map.shape).toEqual([8, 12]);
        expectClose(map, golden.receptiveFields['first image'][name as (typeof layers)[number]]);
      }
      tf.dispose(fields.map(({ map }) => map));
    });
  });

  it('adds up over images, at a token of choice, whatever the size of the batch', async () => {
    const model = await filledSequencer('cat');
    const images = goldenImages();
    for (const batchSize of [1, 2, 8]) {
      const options = { layers: ['stage0_block0'], center: [1, 2], scale: 'none', batchSize } as const;
      const [{ map }] = await effectiveReceptiveField(model, images, options);
      expectClose(map, golden.receptiveFields['both images at [1, 2]'].stage0_block0);
    }
  });
});

describe('effectiveReceptiveField', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('scales all maps together, each by itself, or not at all', async () => {
    const model = await filledSequencer('cat');
    const images = goldenImages();
    const layers = ['stage0_block0', 'stage1_block0'];
    const extremes = async (scale?: 'joint' | 'each' | 'none') => {
      const fields = await effectiveReceptiveField(model, images, { layers, ...(scale && { scale }) });
      return fields.map(({ map }) => [Math.min(...map.dataSync()), Math.max(...map.dataSync())]);
    };
    const plain = await extremes('none');
    expect(await extremes('each')).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const joint = await extremes();
    const greatest = Math.max(plain[0][1], plain[1][1]);
    // Both maps have pixels without influence, so the joint scale starts at 0 too.
    expect(plain.map(([least]) => least)).toEqual([0, 0]);
    joint.forEach(([least, most], i) => {
      expect(least).toBe(0);
      expect(most).toBeCloseTo(plain[i][1] / greatest, 6);
    });
  });

  it('keeps what has no influence at exactly 0', async () => {
    const model = await filledSequencer('cat');
    const options = { layers: ['stage0_block0'], center: [1, 4], scale: 'none' } as const;
    const [{ map }] = await effectiveReceptiveField(model, goldenImages(), options);
    const values = map.arraySync();
    values.forEach((line, row) => {
      line.forEach((value, column) => {
        if (row >> 1 !== 1 && column >> 1 !== 4) expect(value).toBe(0);
      });
    });
  });

  it('looks at token models from the token of the published scripts', async () => {
    const shape = { imageSize: 16, inChannels: 3, patchSize: 4, hiddenDim: 8, numBlocks: 1 };
    const images = goldenImages([2, 16, 16, 3]);
    for (const model of [mixer(shape), visionTransformer({ ...shape, numHeads: 2 })]) {
      const layers = ['stem'];
      const [{ map }] = await effectiveReceptiveField(model, images, { layers, scale: 'none' });
      // 16 tokens: 16 / 2 - 4 / 2 = 6, which is row 1 and column 2 of a 4x4 grid.
      const named = await effectiveReceptiveField(model, images, { layers, scale: 'none', center: [1, 2] });
      expect(Array.from(named[0].map.dataSync())).toEqual(Array.from(map.dataSync()));
      const rows = map.slice([4, 8], [4, 4]);
      expect(rows.sum().dataSync()[0]).toBeGreaterThan(0);
      expect(map.sum().sub(rows.sum()).dataSync()[0]).toBeCloseTo(0, 6);
    }
  });

  it('tells its progress, and stops between batches', async () => {
    const model = await filledSequencer('cat');
    const images = goldenImages([3, 8, 12, 3]);
    const events: string[] = [];
    const controller = new AbortController();
    await expectNoLeak(async () => {
      const running = effectiveReceptiveField(model, images, {
        layers: ['stem', 'stage0_block0'],
        batchSize: 2,
        signal: controller.signal,
        onProgress: ({ layer, done, total }) => {
          events.push(`${layer} ${done}/${total}`);
          if (layer === 'stage0_block0') controller.abort(new Error('enough'));
        },
      });
      await expect(running).rejects.toThrow('enough');
    });
    expect(events).toEqual(['stem 2/3', 'stem 3/3', 'stage0_block0 2/3']);
  });

  it('refuses layers, maps, tokens and images that there are not', async () => {
    const model = await filledSequencer('cat');
    const images = goldenImages();
    const field = (options: object) => effectiveReceptiveField(model, images, { layers: ['stem'], ...options });
    await expect(field({ layers: ['stage2'] })).rejects.toThrow(
      'has no layer "stage2". It has images, stem, stage0_block0',
    );
    await expect(field({ layers: ['pool'] })).rejects.toThrow('Layer pool returns shape [2,12]');
    await expect(field({ center: [4, 0] })).rejects.toThrow('has 4 rows and 6 columns');
    await expect(field({ scale: 'all' })).rejects.toThrow('scale is "all"');
    await expect(field({ batchSize: 0 })).rejects.toThrow('batchSize is 0');
    const none = tf.zeros([0, 8, 12, 3]) as tf.Tensor4D;
    await expect(effectiveReceptiveField(model, none, { layers: ['stem'] })).rejects.toMatchObject({
      code: 'vision/no-images',
    });
    const oblong = mixer({ imageSize: [8, 12], patchSize: 4, hiddenDim: 8, numBlocks: 1 });
    await expect(effectiveReceptiveField(oblong, images, { layers: ['stem'], center: [0, 0] })).rejects.toThrow(
      'returns 6 tokens, which fill no square',
    );
  });
});
