import { memoryStore } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import { runFile } from './saved-run';

const run = {
  description: { settings: { seed: 3 }, sampleImages: Uint8Array.of(0, 128, 255) },
  losses: [{ step: 1, imagesSeen: 100, loss: 2.3 }],
  filters: Float32Array.of(0.25, -1),
  finished: false,
};
const { save, load, forget } = runFile<typeof run>('page/run.json');

describe('a saved run', () => {
  it('comes back with its arrays', async () => {
    const store = memoryStore();
    await save(store, run);
    expect(await load(store)).toEqual(run);
  });

  it('is absent after it was forgotten, and where the bytes are something else', async () => {
    const store = memoryStore();
    expect(await load(store)).toBeUndefined();
    await save(store, run);
    await forget(store);
    expect(await load(store)).toBeUndefined();
    await store.write('page/run.json', new TextEncoder().encode('{"older": true'));
    expect(await load(store)).toBeUndefined();
  });
});
