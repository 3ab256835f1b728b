// The browser door in a real browser: this file bundles it, opens a page on an invented host that the test itself answers
// for, and runs small scripts there.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthetic } from '../__fixtures__/synthetic';
import { writeDataSet } from '../formats/data-set-files';
import { splitPerClass } from '../images/split-per-class';
import { memoryStore } from '../stores/memory-store';

const host = 'http://data.test';
const executablePath = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((file) => file && existsSync(file));
const missing = executablePath ? '' : ' (skipped: no Chrome or Chromium found; set CHROME_PATH)';
let browser: Browser;
let page: Page;
const store = memoryStore();
const [train, test] = splitPerClass(synthetic([6, 8, 7], 3, 5, 3), { last: 2 });

beforeAll(async () => {
  if (missing) return;
  await writeDataSet(store, 'plain', { train, test }, { recipe: 'test' });
  await writeDataSet(store, 'packed', { train, test }, { recipe: 'test', compress: true });
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as door from './src/browser'; Object.assign(globalThis, door);`,
      resolveDir: new URL('../..', import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@perceptrons/source'],
    logLevel: 'error',
  });
  const script = outputFiles[0].text;
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
  });
  page = await browser.newPage();
  await page.route(`${host}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path === '') return route.fulfill({ contentType: 'text/html', body: '<script src="door.js"></script>' });
    if (path === 'door.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    const bytes = await store.read(path);
    return bytes ? route.fulfill({ body: Buffer.from(bytes) }) : route.fulfill({ status: 404, body: 'no such file' });
  });
  await page.goto(host);
});
afterAll(() => browser?.close());

/** Runs code in the page; errors come back as `{ code, message }`. */
function inPage<Result>(code: string): Promise<Result> {
  return page.evaluate(
    `(async () => { ${code} })().catch((error) => ({ code: error.code, message: error.message, name: error.name }))`,
  ) as Promise<Result>;
}

describe.skipIf(missing)(`fetchLabelledImages${missing}`, () => {
  it.each(['plain', 'packed'])('downloads a data set with progress: %s', async (folder) => {
    const { result, fractions } = await inPage<{ result: Record<string, number[] | string>; fractions: number[] }>(`
      const fractions = [];
      const { train, test } = await fetchLabelledImages('${folder}/', { onProgress: ({ fraction }) => fractions.push(fraction) });
      return { fractions, result: { images: [...train.images], labels: [...test.labels], name: train.name } };`);
    expect(result).toEqual({ images: [...train.images], labels: [...test.labels], name: 'synthetic-train' });
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  });

  it('names the address of a file that is not there', async () => {
    expect(await inPage(`return fetchLabelledImages('nowhere')`)).toMatchObject({
      code: 'data/fetch',
      message: expect.stringContaining('nowhere/dataset.json could not be fetched: the server answered 404'),
    });
  });

  it('refuses a file that is longer than the manifest says', async () => {
    for (const name of await store.list('plain/'))
      await store.write(name.replace('plain', 'grown'), (await store.read(name))!);
    await store.write('grown/train-labels.idx', new Uint8Array(5000));
    expect(await inPage(`return fetchLabelledImages('grown')`)).toMatchObject({
      code: 'data/too-large',
      message: expect.stringContaining('grown/train-labels.idx sends more than'),
    });
  });

  it('stops when it is cancelled', async () => {
    const reason = await inPage(`
      const controller = new AbortController();
      const loading = fetchLabelledImages('plain', { signal: controller.signal });
      controller.abort();
      return loading;`);
    expect(reason).toMatchObject({ name: 'AbortError' });
  });
});

describe.skipIf(missing)(`indexedDbStore${missing}`, () => {
  it('keeps bytes over a reload of the page', async () => {
    await inPage(`
      const store = indexedDbStore('kept');
      await store.write('run/weights.bin', Uint8Array.of(9));
      await store.write('run/weights.bin', new Uint8Array(Uint8Array.of(0, 1, 2, 3).buffer, 1, 2));
      await store.write('other', new Uint8Array());`);
    await page.reload();
    const result = await inPage(`
      const store = indexedDbStore('kept');
      const bytes = await store.read('run/weights.bin');
      return { bytes: [...bytes], buffer: bytes.buffer.byteLength, names: await store.list(), run: await store.list('run/'), absent: await store.read('no') };`);
    expect(result).toEqual({
      bytes: [1, 2],
      buffer: 2,
      names: ['other', 'run/weights.bin'],
      run: ['run/weights.bin'],
      absent: undefined,
    });
  });

  it('appends in order, also from two stores at once, and removes', async () => {
    const result = await inPage<{ text: string; left: string[] }>(`
      const first = indexedDbStore('log');
      const second = indexedDbStore('log');
      await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? first : second).append('log.jsonl', i + ';é\\n')));
      const text = new TextDecoder().decode(await first.read('log.jsonl'));
      await first.remove('log.jsonl');
      return { text, left: await second.list() };`);
    const lines = result.text.trimEnd().split('\n');
    expect([...lines].sort()).toEqual(Array.from({ length: 20 }, (_, i) => `${i};é`).sort());
    for (const parity of [0, 1]) {
      const own = lines.map((line) => Number.parseInt(line, 10)).filter((i) => i % 2 === parity);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    expect(result.left).toEqual([]);
  });

  it('opens again after the database was deleted under it', async () => {
    const names = await inPage(`
      const store = indexedDbStore('deleted');
      await store.write('a', Uint8Array.of(1));
      await new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('deleted'), { onsuccess: resolve, onerror: reject }));
      await store.write('b', Uint8Array.of(2));
      return store.list();`);
    expect(names).toEqual(['b']);
  });

  it('refuses the names that every store refuses', async () => {
    expect(await inPage(`return indexedDbStore('x').write('../a', new Uint8Array())`)).toMatchObject({
      code: 'data/store-name',
    });
  });
});

describe.skipIf(missing)(`imageFromFile and imageFromCanvas${missing}`, () => {
  const draw = `
    const canvas = new OffscreenCanvas(60, 40);
    const context = canvas.getContext('2d');
    context.fillStyle = 'rgb(200, 100, 0)';
    context.fillRect(0, 0, 30, 40);`;

  it('reads a PNG file in colour, white where it is transparent', async () => {
    const image = await inPage<{ height: number; width: number; channels: number; data: number[] }>(`${draw}
      const file = new File([await canvas.convertToBlob()], 'drawing.png', { type: 'image/png' });
      const image = await imageFromFile(file, { size: [4, 6], channels: 3, fit: 'stretch', method: 'bilinear' });
      return { ...image, data: [...image.data] };`);
    expect(image).toMatchObject({ height: 4, width: 6, channels: 3 });
    expect(image.data.slice(0, 3)).toEqual([200, 100, 0]);
    expect(image.data.slice(-3)).toEqual([255, 255, 255]);
  });

  it('centres a digit that was drawn dark on white', async () => {
    const data = await inPage<number[]>(`
      const canvas = Object.assign(document.createElement('canvas'), { width: 100, height: 100 });
      canvas.getContext('2d').fillRect(70, 10, 10, 80);
      return [...imageFromCanvas(canvas, { size: 28, fit: 'digit' }).data];`);
    const inked = [...data.keys()].filter((i) => data[i] > 24);
    const columns = inked.map((i) => i % 28);
    expect(Math.max(...data)).toBe(255);
    expect(data[0]).toBe(0);
    // The bar becomes three pixels wide, so its middle is half a pixel off that of the 28 columns.
    expect(Math.abs((Math.min(...columns) + Math.max(...columns)) / 2 - 13.5)).toBeLessThanOrEqual(0.5);
  });

  it('names a file that is no picture', async () => {
    expect(
      await inPage(`return imageFromFile(new File(['hello'], 'notes.txt', { type: 'text/plain' }), { size: 4 })`),
    ).toMatchObject({
      code: 'data/image-format',
      message: expect.stringContaining('notes.txt (text/plain, 5 bytes) cannot be read as a picture'),
    });
  });

  it('refuses pictures above the limit and canvases without 2D', async () => {
    expect(
      await inPage(`return imageFromCanvas(new OffscreenCanvas(100, 100), { size: 4, maximumPixels: 9999 })`),
    ).toMatchObject({
      code: 'data/too-large',
      message: expect.stringContaining('100x100 pixels'),
    });
    const other = await inPage(`
      const canvas = new OffscreenCanvas(2, 2);
      canvas.getContext('bitmaprenderer');
      return imageFromCanvas(canvas, { size: 4 });`);
    expect(other).toMatchObject({ code: 'data/image-format' });
  });
});
