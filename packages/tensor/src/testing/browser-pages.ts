// Pages in a real browser for tests: one text of a page, served once where memory may be shared and once where it may not.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { chromium } from 'playwright-core';

const executablePath = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((file) => file && existsSync(file));

/** Why there is no browser, for the name of a suite that is skipped; empty where there is one. */
export const missingBrowser = executablePath ? '' : ' (skipped: no Chrome or Chromium found; set CHROME_PATH)';

export interface BrowserPages {
  /** Calls a function that the page put on `globalThis`, in a fresh tab. `shared` pages have the headers COOP and COEP. */
  run(kind: 'shared' | 'plain', name: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Bundles a page and serves it, the files of the WASM backend under `wasm/`, and `worker.js`.
 *
 * @param page Source of the page; imports are seen from the folder of this package.
 * @param worker Path of the entry that `worker.js` is built from, seen from the same folder.
 */
export async function openPages({ page, worker }: { page: string; worker?: string }): Promise<BrowserPages> {
  const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
  const wasmFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const options: BuildOptions & { write: false } = {
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['@perceptrons/source'],
    logLevel: 'error',
    // Pages run on wasm; the package asks for webgpu only when it is wanted.
    external: ['@tensorflow/tfjs-backend-webgpu'],
    absWorkingDir: packageFolder,
  };
  const files = new Map<string, string>();
  const bundle = async (name: string, entry: BuildOptions) => {
    const { outputFiles } = await build({ ...options, ...entry });
    files.set(name, outputFiles![0].text);
  };
  await Promise.all([
    bundle('main.js', { stdin: { contents: page, resolveDir: packageFolder } }),
    worker && bundle('worker.js', { entryPoints: [worker] }),
  ]);
  const server = createServer(({ url = '' }, response) => {
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
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  return {
    async run(kind, name) {
      const tab = await browser.newPage();
      await tab.goto(`${root}/${kind}/`);
      const result = await tab.evaluate(`${name}()`);
      await tab.close();
      return result;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
