// DataParallel in a real browser: on a page that may share memory, and on one that may not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPages, missingBrowser, openPages } from '../testing/browser-pages';

const page = `
  import { DataParallel, random } from './src/index';
  globalThis.train = async () => {
    const data = (key, shape) => ({ dtype: 'float32', shape, data: Float32Array.from(random.normalArray(key, shape[0] * shape[1])) });
    const parallel = new DataParallel({
      module: new URL('worker.js', location.href),
      workers: 2,
      shards: 2,
      init: { backend: 'wasm', deterministic: true, wasmPaths: new URL('wasm/', location.href).href },
      config: { sizes: [5, 7, 2], optimizer: 'adam' },
    });
    const losses = [];
    const batch = { x: data(1, [9, 5]), y: data(2, [9, 2]) };
    for (let step = 0; step < 3; step++) losses.push((await parallel.step(batch)).loss);
    const weights = [...await parallel.parameters()].map(([name, weight]) => [name, [...weight.data]]);
    const { workers, memory, backend, warnings } = await parallel.ready();
    await parallel.dispose();
    return { losses, weights, workers, memory, backend, warnings };
  };
  globalThis.absent = () => new DataParallel({ module: new URL('absent.js', location.href), workers: 1 }).ready().catch(({ code }) => code);`;

let pages: BrowserPages;
beforeAll(async () => {
  if (missingBrowser) return;
  pages = await openPages({ page, worker: 'src/parallel/__fixtures__/perceptron.worker.ts' });
});
afterAll(() => pages?.close());

describe.skipIf(missingBrowser)(`DataParallel in a browser${missingBrowser}`, () => {
  it('gives the same bits with shared memory and without it, where one worker trains and says so', async () => {
    const shared = (await pages.run('shared', 'train')) as Record<string, unknown>;
    expect(shared).toMatchObject({ workers: 2, memory: 'shared', backend: 'wasm', warnings: [] });
    const plain = await pages.run('plain', 'train');
    expect(plain).toEqual({
      ...shared,
      workers: 1,
      memory: 'plain',
      warnings: [expect.stringContaining('Cross-Origin-Opener-Policy')],
    });
    expect((shared.losses as number[])[2]).toBeLessThan((shared.losses as number[])[0]);
    expect(await pages.run('shared', 'absent')).toBe('tensor/parallel-worker');
  });
});
