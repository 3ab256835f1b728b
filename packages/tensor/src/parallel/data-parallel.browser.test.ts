// DataParallel in a real browser: on a page that may share memory, and on one that may not.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const executablePath = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((file) => file && existsSync(file));
const missing = executablePath ? '' : ' (skipped: no Chrome or Chromium found; set CHROME_PATH)';

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

const wasmFolder = join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '.');
const files = new Map<string, string>();
let server: Server;
let browser: Browser;
let root: string;

beforeAll(async () => {
  if (missing) return;
  const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
  const options: BuildOptions & { write: false } = {
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['@perceptrons/source'],
    logLevel: 'error',
    // The page trains on wasm; the package asks for webgpu only when it is wanted.
    external: ['@tensorflow/tfjs-backend-webgpu'],
    absWorkingDir: packageFolder,
  };
  const [main, worker] = await Promise.all([
    build({ ...options, stdin: { contents: page, resolveDir: packageFolder } }),
    build({ ...options, entryPoints: ['src/parallel/__fixtures__/perceptron.worker.ts'] }),
  ]);
  files.set('main.js', main.outputFiles[0].text);
  files.set('worker.js', worker.outputFiles[0].text);
  server = createServer(({ url = '' }, response) => {
    const [, kind, ...path] = url.split('/');
    const name = path.join('/');
    if (kind === 'shared') {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    const text = name === '' ? '<script src="main.js"></script>' : files.get(name);
    const type = name === '' ? 'text/html' : name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    const isWasm = /^wasm\/[\w-]+\.wasm$/.test(name);
    if (text === undefined && !isWasm) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': type }).end(text ?? readFileSync(join(wasmFolder, name.slice(5))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe.skipIf(missing)(`DataParallel in a browser${missing}`, () => {
  it('gives the same bits with shared memory and without it, where one worker trains and says so', async () => {
    const run = async (kind: string, name: string) => {
      const tab = await browser.newPage();
      await tab.goto(`${root}/${kind}/`);
      const result = (await tab.evaluate(`${name}()`)) as Record<string, unknown>;
      await tab.close();
      return result;
    };
    const shared = await run('shared', 'train');
    expect(shared).toMatchObject({ workers: 2, memory: 'shared', backend: 'wasm', warnings: [] });
    const plain = await run('plain', 'train');
    expect(plain).toEqual({
      ...shared,
      workers: 1,
      memory: 'plain',
      warnings: [expect.stringContaining('Cross-Origin-Opener-Policy')],
    });
    expect((shared.losses as number[])[2]).toBeLessThan((shared.losses as number[])[0]);
    expect(await run('shared', 'absent')).toBe('tensor/parallel-worker');
  });
});
