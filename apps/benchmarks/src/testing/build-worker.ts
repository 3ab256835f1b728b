import { mkdtempSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const app = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Builds the worker from the sources of this application and of the packages it uses, so that its tests say something
 * about the sources and need no build before them.
 *
 * @returns the worker's file, in a folder of its own under `.cache`, where the libraries resolve.
 */
export async function buildWorker(): Promise<string> {
  const cache = path.join(app, '.cache');
  await mkdir(cache, { recursive: true });
  const outDir = mkdtempSync(path.join(cache, 'worker-'));
  await build({
    config: false,
    silent: true,
    entry: { worker: path.join(app, 'src/worker.ts') },
    outDir,
    format: ['esm'],
    target: 'node20',
    splitting: true,
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/^@perceptrons\//],
    esbuildOptions: (options) => {
      options.conditions = ['@perceptrons/source'];
    },
  });
  return path.join(outDir, 'worker.mjs');
}
