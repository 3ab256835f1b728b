import '@tensorflow/tfjs-backend-wasm';
import { DataError } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageTensor } from './image-tensor';
import { imagenetNormalisation } from './normalise';

describe.each(testBackends())('imageTensor on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  const image = { data: Uint8Array.of(0, 127, 255, 10, 20, 30), height: 1, width: 2, channels: 3 };

  it('normalises per channel', async () => {
    await expectNoLeak(() => {
      const tensor = imageTensor([image, image], imagenetNormalisation);
      expect(tensor.shape).toEqual([2, 1, 2, 3]);
      const values = tensor.dataSync();
      expect(values[0]).toBeCloseTo(-0.485 / 0.229, 5);
      expect(values[1]).toBeCloseTo((127 / 255 - 0.456) / 0.224, 5);
      expect(values[8]).toBeCloseTo((1 - 0.406) / 0.225, 5);
      tensor.dispose();
    });
  });

  it('refuses an empty list and images of different sizes', () => {
    expect(() => imageTensor([])).toThrow(DataError);
    expect(() => imageTensor([image, { ...image, width: 1, height: 2 }])).toThrow(
      /Image 1 is 2x1x3 with 6 values, image 0 is 1x2x3/,
    );
  });
});
