import { memoryStore } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../../settings/setting';
import type { SavedRun } from '../run';
import { mixerSettings } from '../settings';
import { forgetRun, loadRun, saveRun } from './saved-run';

const run: SavedRun = {
  description: {
    settings: defaults(mixerSettings),
    classNames: ['a', 'b'],
    parameters: 3,
    stepsPerEpoch: 2,
    totalSteps: 4,
    trainImages: 200,
    heldOutImages: 20,
    sampleImages: Uint8Array.of(0, 128, 255),
  },
  losses: [{ step: 1, imagesSeen: 100, loss: 2.3 }],
  heldOut: [],
  evaluation: {
    step: 1,
    imagesSeen: 100,
    accuracy: 0.5,
    confusion: [[1]],
    samples: [],
    filters: [{ block: 0, count: 1, rows: 1, columns: 2, values: Float32Array.of(0.25, -1) }],
  },
  finished: false,
};

describe('a saved run', () => {
  it('comes back with its arrays', async () => {
    const store = memoryStore();
    await saveRun(store, run);
    expect(await loadRun(store)).toEqual(run);
  });

  it('is absent after it was forgotten, and where the bytes are something else', async () => {
    const store = memoryStore();
    expect(await loadRun(store)).toBeUndefined();
    await saveRun(store, run);
    await forgetRun(store);
    expect(await loadRun(store)).toBeUndefined();
    await store.write('mixer/run.json', new TextEncoder().encode('{"older": true'));
    expect(await loadRun(store)).toBeUndefined();
  });
});
