// Products in several threads in a real browser, on the memory of TensorFlow.js.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserPages, missingBrowser, openPages } from '../testing/browser-pages';

const page = `
  import * as tf from '@tensorflow/tfjs';
  import { heapOf } from './src/backends/wasm-kernels';
  import { attention, init, matMul, random, restore } from './src/index';

  const wasmPaths = new URL('wasm/', location.href).href;
  const bits = (tensor) => [...new Uint32Array(tensor.dataSync().slice().buffer)].reduce((sum, word) => (Math.imul(sum, 31) + word) | 0, 7);

  function results() {
    return tf.tidy(() => {
      const a = random.normal(1, [300, 310]);
      const b = random.normal(2, [310, 320]);
      const loss = (x, y) => tf.sum(tf.square(matMul(x, y, { bias: tf.ones([320]), activation: 'relu' })));
      const [da, db] = tf.grads(loss)([a, b]);
      const stack = matMul(random.normal(3, [20, 90, 80]), random.normal(4, [20, 70, 80]), { transposeB: true });
      const images = random.normal(5, [25, 12, 12, 16]);
      const [dx, df] = tf.grads((x, f) => tf.sum(tf.square(tf.conv2d(x, f, 1, 'same'))))([images, random.normal(6, [3, 3, 16, 40])]);
      return [matMul(a, b), da, db, stack, dx, df].map(bits);
    });
  }

  globalThis.train = async () => {
    const one = await init({ backend: 'wasm', wasmPaths, threads: 1 });
    const expected = results();
    const several = await init({ backend: 'wasm', threads: 2 });
    const { pool } = heapOf(tf.backend());
    const first = results();
    const end = Date.now() + 20000;
    while (pool && pool.size < 2 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    let jobs = 0;
    const run = pool?.run;
    if (pool) pool.run = (...call) => { const taken = run.apply(pool, call); jobs += taken; return taken; };
    const before = tf.memory().numTensors;
    const got = [first];
    for (let time = 0; time < 5; time++) got.push(results());
    const leaked = tf.memory().numTensors - before;
    const size = pool?.size;
    restore();
    return {
      same: got.every((list) => list.join() === expected.join()),
      jobs, leaked, size, sizeAfter: pool?.size, failure: pool?.failure,
      memory: several.memory, kernelThreads: [one.kernelThreads, several.kernelThreads], warnings: several.warnings,
    };
  };`;

let pages: BrowserPages;
beforeAll(async () => {
  if (!missingBrowser) pages = await openPages({ page });
});
afterAll(() => pages?.close());

describe.skipIf(missingBrowser)(`threads for large products in a browser${missingBrowser}`, () => {
  it('give the bits of one thread, and end with the kernels', async () => {
    const result = (await pages.run('shared', 'train')) as { jobs: number };
    expect(result).toMatchObject({
      same: true,
      leaked: 0,
      size: 2,
      sizeAfter: 1,
      memory: 'shared',
      kernelThreads: [1, 2],
      warnings: [],
    });
    // How often depends on what else the machine does.
    expect(result.jobs).toBeGreaterThan(0);
  });

  it('are not there where memory cannot be shared, and the report says so', async () => {
    expect(await pages.run('plain', 'train')).toMatchObject({
      same: true,
      jobs: 0,
      memory: 'plain',
      kernelThreads: [1, 1],
      warnings: [expect.stringContaining('One thread instead of 2')],
    });
  });
});
